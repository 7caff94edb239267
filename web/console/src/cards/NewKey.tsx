/** For whom is a key to be made? */

import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { Mistakes, tellProblem } from "../trouble.ts";
import type { MoreOfKey } from "./KeySheet.tsx";
import { KEY_NAME_MAX, type MadeKey } from "./keys.ts";
import { useFirstWrong } from "./useFirstWrong.ts";

interface NewKeyProps {
  path: string;
  more: MoreOfKey | undefined;
  leave(): void;
  made(key: MadeKey): void;
}

export function NewKey({ path, more, leave, made }: NewKeyProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [name, setName] = useState("");
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [busy, setBusy] = useState(false);
  const form = useFirstWrong(mistakes);
  const make = async () => {
    setBusy(true);
    try {
      made(await http.post<MadeKey>(path, { name: name.trim(), ...more?.body }));
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
        void make();
      }}
    >
      <Stack>
        <TextInput
          autoFocus
          label={t("key.name")}
          description={t("key.name.hint")}
          withAsterisk
          maxLength={KEY_NAME_MAX}
          error={mistakes.at("/name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {more?.fields}
        {mistakes.at("") === null ? null : (
          <Alert color="red" role="alert">
            {mistakes.at("")}
          </Alert>
        )}
        <Group>
          <Button
            type="submit"
            loading={busy}
            disabled={name.trim() === "" || more?.ready === false}
          >
            {t("key.add")}
          </Button>
          <Button variant="default" onClick={leave}>
            {t("cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
