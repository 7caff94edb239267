/** Is that meant? What follows is said before it is done, and where it is asked for, why. */

import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { tellProblem } from "../trouble.ts";

interface ConfirmProps {
  /** Null: nothing is asked. */
  title: string | null;
  /** What the button says that does it. */
  label: string;
  color?: "red" | "sea";
  /** A reason has to be given: to whom it is told. */
  reason?: string;
  act(reason: string): Promise<unknown>;
  leave(): void;
  /** What follows. */
  children: ReactNode;
}

const REASON_MAX = 2000;

export function Confirm({ title, leave, ...rest }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={title !== null}
      onClose={leave}
      title={title}
      transitionProps={{ exitDuration: 0 }}
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      {title === null ? null : <Question {...rest} leave={leave} />}
    </Modal>
  );
}

function Question(props: Omit<ConfirmProps, "title">) {
  const { label, color = "red", reason, act, leave, children } = props;
  const { t } = useTranslation();
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await act(why.trim());
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack>
      <div>{children}</div>
      {reason === undefined ? null : (
        <Textarea
          data-autofocus
          label={t("confirm.reason")}
          description={reason}
          withAsterisk
          autosize
          minRows={2}
          maxLength={REASON_MAX}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      )}
      <Group justify="flex-end">
        <Button
          data-autofocus={reason === undefined || undefined}
          variant="default"
          onClick={leave}
        >
          {t("cancel")}
        </Button>
        <Button
          color={color}
          loading={busy}
          disabled={reason !== undefined && why.trim() === ""}
          onClick={() => void run()}
        >
          {label}
        </Button>
      </Group>
    </Stack>
  );
}
