/** What frames whatever is shown before the desk? */

import { LanguageSwitch, typesOnScreen, useTitle } from "@chatserver/ui";
import { Alert, Paper, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import css from "../console.module.css";

interface SheetProps {
  title: string;
  fault?: string | null;
  /** Sent by the button or the Enter key. */
  onSubmit?: () => void;
  children: ReactNode;
}

/** Each step is a sheet of its own, by its `key`: a new one begins at its first field. */
export function Sheet({ title, fault = null, onSubmit, children }: SheetProps) {
  useTitle(title);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => beginAt(form.current), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <main className={css.login}>
      <Paper withBorder shadow="sm" radius="lg" p={32} w={380} maw="92vw">
        <form ref={form} onSubmit={submit}>
          <Stack gap="md">
            <h1 className={css.loginTitle} tabIndex={-1}>
              {title}
            </h1>
            {children}
            {fault === null ? null : (
              <Alert color="orange" role="alert">
                {fault}
              </Alert>
            )}
          </Stack>
        </form>
      </Paper>
      <LanguageSwitch />
    </main>
  );
}

/** What was pressed on the sheet before has gone; a phone's keyboard comes only when it is asked. */
function beginAt(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>("input:not([type=hidden])") ?? null;
  const begin = field === null || typesOnScreen() ? form?.querySelector<HTMLElement>("h1") : field;
  begin?.focus();
}

/** Run one act at a time, and hold what went wrong with the last one. */
export function useAct(): {
  busy: boolean;
  fault: unknown;
  run(act: () => Promise<void>): void;
} {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const run = (act: () => Promise<void>) => {
    setBusy(true);
    setFault(null);
    act()
      .catch((error: unknown) => setFault(error))
      .finally(() => setBusy(false));
  };
  return { busy, fault, run };
}
