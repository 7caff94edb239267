/** Which table is to come in, and how does it have to look? */

import { Alert, Button, FileButton, Group, Stack, Switch, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { Earlier } from "./Earlier.tsx";
import { COLUMNS, type ImportKind } from "./imports.ts";

interface TableChoiceProps {
  kind: ImportKind;
  file: File | null;
  choose(file: File | null): void;
  refusal: string | null;
  busy: boolean;
  upload(file: File, dry: boolean): void;
}

export function TableChoice({ kind, file, choose, refusal, busy, upload }: TableChoiceProps) {
  const { t } = useTranslation();
  const [dry, setDry] = useState(true);
  return (
    <Stack>
      <p className={css.quiet}>{t("import.whole")}</p>
      <Table data-testid="import-columns">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("import.column")}</Table.Th>
            <Table.Th>{t("import.holds")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {COLUMNS[kind].map(([column, required]) => (
            <Table.Tr key={column}>
              <Table.Td className={css.code} style={{ whiteSpace: "nowrap" }}>
                {column}
              </Table.Td>
              <Table.Td>
                {t(`import.${kind}.${column}`)}
                {required ? ` (${t("import.required")})` : ""}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group>
        <FileButton accept=".csv,.xlsx,text/csv" onChange={choose}>
          {(props) => (
            <Button {...props} variant="light" data-autofocus>
              {t("import.file")}
            </Button>
          )}
        </FileButton>
        {file === null ? null : <b data-testid="import-file">{file.name}</b>}
      </Group>
      <Switch
        label={t("import.dry")}
        checked={dry}
        onChange={(event) => setDry(event.currentTarget.checked)}
      />
      <Group justify="flex-end">
        <Button
          loading={busy}
          disabled={file === null}
          onClick={() => file !== null && upload(file, dry)}
        >
          {t(dry ? "import.check" : "import.begin")}
        </Button>
      </Group>
      <Earlier kind={kind} />
    </Stack>
  );
}
