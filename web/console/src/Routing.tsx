/** Why did this chat go to whom it went? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Collapse, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api, Reason } from "./api.ts";
import css from "./console.module.css";

interface RoutingProps {
  chat: string;
  /** A new assignment has a new reason. */
  assignment: number;
  api: Api;
}

export function Routing({ chat, assignment, api }: RoutingProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [open, setOpen] = useState(false);
  const [reasons, setReasons] = useState<Reason[] | "loading" | "failed">("loading");
  useEffect(() => {
    let here = true;
    // In another language the reasons have other words.
    if (open && assignment >= 0 && language !== "") {
      api.routing(chat).then(
        (found) => here && setReasons(found),
        () => here && setReasons("failed"),
      );
    }
    return () => {
      here = false;
    };
  }, [api, chat, assignment, language, open]);
  return (
    <section className={css.block} aria-label={t("routing.title")}>
      <h3>
        <UnstyledButton className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("routing.title")}
        </UnstyledButton>
      </h3>
      <Collapse expanded={open}>
        <Reasons reasons={reasons} />
      </Collapse>
    </section>
  );
}

function Reasons({ reasons }: { reasons: Reason[] | "loading" | "failed" }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (typeof reasons === "string") {
    return <p className={css.quiet}>{t(`routing.${reasons}`)}</p>;
  }
  if (reasons.length === 0) {
    return <p className={css.quiet}>{t("routing.none")}</p>;
  }
  return (
    <ol className={css.reasons} data-testid="routing">
      {[...reasons].reverse().map((reason) => (
        <li key={reason.assignment}>
          <small>{fullTime(reason.at, language)}</small>
          {reason.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </li>
      ))}
    </ol>
  );
}
