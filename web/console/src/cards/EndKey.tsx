/** Is a key to be revoked? It cannot be brought back. */

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import type { Key } from "./keys.ts";

interface EndKeyProps {
  path: string;
  /** Null: none is. */
  line: Key | null;
  leave(): void;
  ended(): void;
}

export function EndKey({ path, line, leave, ended }: EndKeyProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [busy, setBusy] = useState(false);
  const end = async ({ id, name }: Key) => {
    setBusy(true);
    try {
      await http.delete(`${path}/${id}`);
      tellDone(t("key.ended", { name }));
      ended();
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={line !== null}
      onClose={leave}
      title={t("key.end.title", { name: line?.name ?? "" })}
      transitionProps={{ exitDuration: 0 }}
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      <Stack>
        <span>{t("key.end.hint")}</span>
        <Group justify="flex-end">
          <Button data-autofocus variant="default" onClick={leave}>
            {t("cancel")}
          </Button>
          <Button color="red" loading={busy} onClick={() => line !== null && void end(line)}>
            {t("key.end")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
