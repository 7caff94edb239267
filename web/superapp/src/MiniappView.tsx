/** How does a mini-app stand in the superapp? */

import { DeviceStore, MiniappHost } from "@chatserver/sdk/host";
import { useLanguage } from "@chatserver/ui";
import { Loader, useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Bar } from "./Bar.tsx";
import type { Session } from "./session.ts";
import type { Shell, View } from "./shell.ts";
import css from "./superapp.module.css";

interface MiniappViewProps {
  view: View & { kind: "miniapp" };
  top: boolean;
  shell: Shell;
  session: Session;
}

export function MiniappView({ view, top, shell, session }: MiniappViewProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const scheme = useComputedColorScheme("light");
  const box = useRef<HTMLDivElement>(null);
  const [host, setHost] = useState<MiniappHost | null>(null);
  const [ready, setReady] = useState(false);
  const { key, opened, known } = view;

  // biome-ignore lint/correctness/useExhaustiveDependencies: one frame for as long as it is open
  useEffect(() => {
    const made = new MiniappHost(document, {
      door: session.door,
      opened,
      known,
      stage: shell.stage(key, () => setReady(true)),
      store: new DeviceStore(localStorage, session.client, known.id),
      locale: language,
      theme: scheme,
    });
    box.current?.append(made.frame);
    setHost(made);
    return () => made.close();
  }, [opened]);
  useEffect(() => host?.theme(scheme), [host, scheme]);
  useEffect(() => {
    const tell = () => host?.tell("visibility", { visible: top && !document.hidden });
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [host, top]);

  useEffect(() => shell.catches(key, () => host?.back() === true), [shell, key, host]);

  const close = () => shell.leave(key);
  const back = () => {
    if (host?.back() !== true) {
      close();
    }
  };
  return (
    <section className={css.view} aria-label={view.title}>
      <Bar title={view.title} top={top} back={back} close={close} />
      {host?.bridged === false ? <p className={css.quiet}>{t("miniapp.boxed")}</p> : null}
      <div className={css.frame} ref={box} data-testid="miniapp">
        {ready ? null : (
          <div className={css.curtain}>
            <Loader type="dots" role="status" aria-label={t("opening")} />
          </div>
        )}
      </div>
    </section>
  );
}
