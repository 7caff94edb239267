/** How is something short filled in, saved at once, and told at its fields what is wrong? */

import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Mistakes, problemText } from "../trouble.ts";

interface Form<T> {
  draft: T;
  set(change: Partial<T>): void;
  mistakes: Mistakes;
  /** What is wrong with the whole of it. */
  refusal: string | null;
  busy: boolean;
  save(): Promise<void>;
}

export function useForm<T>(begun: T, store: (draft: T) => Promise<void>): Form<T> {
  const [draft, setDraft] = useState(begun);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await store(draft);
    } catch (error) {
      setMistakes(Mistakes.of(error));
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    draft,
    set: (change) => setDraft({ ...draft, ...change }),
    mistakes,
    refusal,
    busy,
    save,
  };
}

interface FormModalProps {
  form: Pick<Form<unknown>, "refusal" | "busy" | "save">;
  title: string;
  close(): void;
  /** Beside the buttons: what else can be done. */
  beside?: ReactNode;
  children: ReactNode;
}

export function FormModal({ form, title, close, beside, children }: FormModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      centered
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <Stack>
          {children}
          {form.refusal === null ? null : (
            <Alert color="red" role="alert">
              {form.refusal}
            </Alert>
          )}
          <Group justify="flex-end">
            {beside}
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={form.busy}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
