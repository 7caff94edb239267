/** How is a card filled in and saved, and what is asked before something else is done with it? */

import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import own from "./staff.module.css";
import type { Editing } from "./useEditing.ts";
import { useFirstWrong } from "./useFirstWrong.ts";

interface Step {
  label: string;
  color: string;
  /** What is asked in place of the form; what was typed waits. */
  ask(back: () => void): ReactNode;
}

interface CardFormProps<D> {
  editing: Editing<D>;
  /** What else can be done, if anything. */
  step: Step | null;
  /** What the button says that saves. Null: the card can only be looked at. */
  save: string | null;
  /** There is nothing to be saved yet. */
  idle: boolean;
  close(): void;
  typing(on: boolean): void;
  children: ReactNode;
}

export function CardForm<D>(props: CardFormProps<D>) {
  const { editing, step, save, idle, close, typing, children } = props;
  const { t } = useTranslation();
  const { changed, mistakes, busy } = editing;
  const [asking, setAsking] = useState(false);
  const form = useFirstWrong(mistakes);
  const opener = useRef<HTMLButtonElement>(null);
  const returning = useRef(false);
  useEffect(() => {
    if (!asking && returning.current) {
      returning.current = false;
      opener.current?.focus();
    }
  }, [asking]);
  useEffect(() => {
    typing(changed);
    return () => typing(false);
  }, [typing, changed]);

  if (asking && step !== null) {
    return step.ask(() => {
      returning.current = true;
      setAsking(false);
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
          {step === null ? (
            <span />
          ) : (
            <Button
              ref={opener}
              variant="subtle"
              color={step.color}
              px={8}
              onClick={() => setAsking(true)}
            >
              {step.label}
            </Button>
          )}
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
