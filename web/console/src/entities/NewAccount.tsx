/** On which account can a legal entity be paid from now on? */

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSubmit } from "../cards/useSubmit.ts";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { BIK_MAX, bare, NAME_MAX, NUMBER_MAX } from "./entity.ts";

interface NewAccountProps {
  /** Of the API. */
  path: string;
  leave(): void;
  done(): void;
}

const FIELDS = { bank: NAME_MAX, bik: BIK_MAX, number: NUMBER_MAX };
type Field = keyof typeof FIELDS;

export function NewAccount({ path, leave, done }: NewAccountProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [account, setAccount] = useState({ bank: "", bik: "", number: "" });
  useUnsaved(Object.values(account).some((typed) => typed !== ""));
  const { mistakes, busy, form } = useSubmit(async () => {
    const { bank, bik, number } = account;
    await http.post(path, { bank: bank.trim(), bik: bare(bik), number: bare(number) });
    tellDone(t("saved"));
    done();
  });
  return (
    <form {...form}>
      <Stack mt="sm">
        <div className={css.pair}>
          {(Object.keys(FIELDS) as Field[]).map((field, at) => (
            <TextInput
              key={field}
              autoFocus={at === 0}
              label={t(`entities.${field}`)}
              withAsterisk
              maxLength={FIELDS[field] * 2}
              error={mistakes.at(`/${field}`)}
              value={account[field]}
              onChange={(event) => setAccount({ ...account, [field]: event.currentTarget.value })}
            />
          ))}
        </div>
        <Group>
          <Button
            type="submit"
            size="xs"
            loading={busy}
            disabled={Object.values(account).some((typed) => typed.trim() === "")}
          >
            {t("entities.account.add")}
          </Button>
          <Button size="xs" variant="default" onClick={leave}>
            {t("cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
