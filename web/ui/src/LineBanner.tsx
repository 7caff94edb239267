/** What is wrong with the connection, and what can the person do about it? */

import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./banner.module.css";
import { useClient, useSignal } from "./state.tsx";

/** A short pause while connecting is not worth a word. */
const PATIENCE_MS = 700;

export function LineBanner({ signIn }: { signIn?: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const state = useSignal(client.connection);
  const patient = useLasting(state.status !== "live");
  if (state.status === "live" || state.status === "idle") {
    return null;
  }
  if (state.status === "stopped") {
    return (
      <Banner text={t(`line.${state.why}`)}>
        {state.why === "replaced" ? (
          <Again label={t("line.here")} act={() => client.start()} />
        ) : null}
        {state.why === "signed-out" && signIn !== undefined ? (
          <Again label={t("line.here")} act={signIn} />
        ) : null}
      </Banner>
    );
  }
  if (!patient) {
    return null;
  }
  // From the first failure on it stays as it is: at each try nothing jumps, and no focus is lost.
  return state.status === "connecting" && state.attempt === 0 ? (
    <Banner text={t("line.connecting")} />
  ) : (
    <Banner text={t("line.waiting")}>
      <Again label={t("line.waiting.now")} act={() => client.wake()} />
    </Banner>
  );
}

function Banner({ text, children }: { text: string; children?: React.ReactNode }) {
  return (
    <div className={css.banner} role="status" data-testid="line-banner">
      <span>{text}</span>
      {children}
    </div>
  );
}

function Again({ label, act }: { label: string; act(): void }) {
  return (
    <Button size="compact-sm" variant="white" color="dark" onClick={act}>
      {label}
    </Button>
  );
}

function useLasting(on: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) {
      setLasting(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasting(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [on]);
  return lasting;
}
