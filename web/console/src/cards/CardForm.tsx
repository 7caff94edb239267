/** How is a card filled in and saved, and what is asked before something else is done with it? */

import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnsaved } from "../route.ts";
import own from "./cards.module.css";
import type { Editing } from "./useEditing.ts";
import { useFirstWrong } from "./useFirstWrong.ts";

export interface Step {
  label: string;
  color: string;
  /** What is asked in place of the form; what was typed waits. */
  ask(back: () => void): ReactNode;
}

interface CardFormProps<D> {
  editing: Editing<D>;
  /** What else can be done. */
  steps: readonly Step[];
  /** What the button says that saves. Null: the card can only be looked at. */
  save: string | null;
  close(): void;
  typing(on: boolean): void;
  children: ReactNode;
}

export function CardForm<D>(props: CardFormProps<D>) {
  const { editing, steps, save, close, typing, children } = props;
  const { t } = useTranslation();
  const { changed, idle, mistakes, busy } = editing;
  const [asking, setAsking] = useState<number | null>(null);
  const form = useFirstWrong(mistakes);
  useEffect(() => {
    // What a form needs may come after its dialog, which has looked for the first field by then.
    form.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }, [form]);
  const openers = useRef<(HTMLButtonElement | null)[]>([]);
  const returning = useRef<number | null>(null);
  useEffect(() => {
    if (asking === null && returning.current !== null) {
      openers.current[returning.current]?.focus();
      returning.current = null;
    }
  }, [asking]);
  useEffect(() => {
    typing(changed);
    return () => typing(false);
  }, [typing, changed]);

  // What is asked in place of the form has been meant by whoever came that far.
  useUnsaved(changed && asking === null);

  const step = asking === null ? undefined : steps[asking];
  if (step !== undefined) {
    return step.ask(() => {
      returning.current = asking;
      setAsking(null);
    });
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <Stack>
        {children}
        <Group className={own.foot ?? ""} justify="space-between">
          <Group gap={0}>
            {steps.map(({ label, color }, index) => (
              <Button
                key={label}
                ref={(button) => {
                  openers.current[index] = button;
                }}
                variant="subtle"
                color={color}
                px={8}
                onClick={() => setAsking(index)}
              >
                {label}
              </Button>
            ))}
          </Group>
          <Group gap="sm">
            <Button variant="default" onClick={close}>
              {t(save === null ? "message.close" : "cancel")}
            </Button>
            {save === null ? null : (
              <Button type="submit" loading={busy} disabled={idle}>
                {save}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
