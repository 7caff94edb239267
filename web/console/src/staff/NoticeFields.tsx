/** Of what are those with a role told while they do not look, and by which way? (requirement 41) */

import { Fieldset, Switch, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import css from "../office.module.css";
import { NOTICES } from "./api.ts";
import type { RoleDraft } from "./role.ts";

interface NoticeFieldsProps {
  draft: RoleDraft;
  set(change: Partial<RoleDraft>): void;
  readOnly: boolean;
}

export function NoticeFields({ draft, set, readOnly }: NoticeFieldsProps) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t("role.notices")} p="sm">
      <p className={css.quiet}>{t("role.notices.hint")}</p>
      <Table withRowBorders={false} className={own.notices ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <span className="visually-hidden">{t("role.notices.of")}</span>
            </Table.Th>
            <Table.Th>{t("role.notices.push")}</Table.Th>
            <Table.Th>{t("role.notices.mail")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(NOTICES).map(([occasion, switches]) => (
            <Table.Tr key={occasion}>
              <Table.Td>{t(`role.notices.${occasion}`)}</Table.Td>
              {switches.map((name) => (
                <Table.Td key={name}>
                  <Switch
                    aria-label={t(`role.notices.${name}`)}
                    disabled={readOnly}
                    checked={draft[name]}
                    onChange={(event) => set({ [name]: event.currentTarget.checked })}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Fieldset>
  );
}
