/** Do chats wait that nobody gets by any rule, and how does one come to them? (D5, D17) */

import { useClient, useSignal } from "@chatserver/ui";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { type Choice, countText, EVERYTHING } from "./filter.ts";
import css from "./list.module.css";

interface WaitingNoticeProps {
  choice: Choice;
  setChoice(choice: Choice): void;
}

/** Shown to those who may hand such a chat over, wherever else in the list they look. */
export function WaitingNotice({ choice, setChoice }: WaitingNoticeProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  const { waiting } = useSignal(useClient().inbox.state).counts;
  const may = me.permissions?.some((one) => HAND_OVER.has(one)) === true;
  const told = may && waiting > 0 && choice.tab !== "waiting";
  return (
    // It stands there before there is anything to tell: only then is it read out.
    <div role="status" className={css.waiting} data-testid="waiting-notice">
      {told ? (
        <>
          <span>{t("waiting.notice", { count: waiting, shown: countText(waiting) })}</span>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setChoice({ ...EVERYTHING, sort: choice.sort, tab: "waiting" })}
          >
            {t("waiting.show")}
          </Button>
        </>
      ) : null}
    </div>
  );
}

const HAND_OVER = new Set(["chats.send", "subscriptions.send"]);
