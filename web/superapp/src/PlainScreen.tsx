/** Where do links to the superapp's own screens lead in the demo? To a page that names them. */

import type { HostScreen } from "@chatserver/sdk";
import { useTranslation } from "react-i18next";
import { Bar } from "./Bar.tsx";
import css from "./superapp.module.css";

interface PlainScreenProps {
  screen: HostScreen;
  target: string | null;
  close(): void;
}

export function PlainScreen({ screen, target, close }: PlainScreenProps) {
  const { t } = useTranslation();
  const title = t(`to.${screen}`);
  return (
    <section className={css.view} aria-label={title}>
      <Bar title={title} back={close} />
      <div className={css.page}>
        {target === null ? null : <h3>{target}</h3>}
        <p className={css.quiet}>{t("plain")}</p>
      </div>
    </section>
  );
}
