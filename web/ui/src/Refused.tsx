/** Why did the server not take what somebody wrote, and what becomes of it? */

import type { Unsent } from "@chatserver/protocol";
import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./conversation.module.css";
import { sentence } from "./sentences.ts";

interface RefusedProps {
  unsent: Unsent;
  acts: { retry(unsent: Unsent): void; discard(unsent: Unsent): void };
}

export function Refused({ unsent, acts }: RefusedProps) {
  const { t } = useTranslation();
  const what = unsent.write.type === "edit" ? "message.unchanged" : "message.unsent";
  return (
    <div className={css.failure} role="alert">
      {t(what)}. {sentence(unsent.code ?? "other")}
      <Group gap={4} justify="flex-end" mt={2}>
        <Button size="compact-xs" variant="light" color="orange" onClick={() => acts.retry(unsent)}>
          {t("message.retry")}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => acts.discard(unsent)}
        >
          {t("message.discard")}
        </Button>
      </Group>
    </div>
  );
}
