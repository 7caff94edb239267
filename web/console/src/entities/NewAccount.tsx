/** On which account can a legal entity be paid from now on? */

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirstWrong } from "../cards/useFirstWrong.ts";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, tellDone, tellProblem } from "../trouble.ts";
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
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [busy, setBusy] = useState(false);
  const form = useFirstWrong(mistakes);
  useUnsaved(Object.values(account).some((typed) => typed !== ""));
  const add = async () => {
    setBusy(true);
    try {
      const { bank, bik, number } = account;
      await http.post(path, { bank: bank.trim(), bik: bare(bik), number: bare(number) });
      tellDone(t("saved"));
      done();
    } catch (error) {
      const found = Mistakes.of(error);
      setMistakes(found);
      if (found.length === 0) {
        tellProblem(error);
      }
      setBusy(false);
    }
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
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
