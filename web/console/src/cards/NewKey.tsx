/** For whom is a key to be made? */

import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { KEY_NAME_MAX, type MadeKey, type MoreOfKey } from "./keys.ts";
import { useSubmit } from "./useSubmit.ts";

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
  const { mistakes, busy, form } = useSubmit(async () => {
    made(await http.post<MadeKey>(path, { name: name.trim(), ...more?.body }));
  });
  return (
    <form {...form}>
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
