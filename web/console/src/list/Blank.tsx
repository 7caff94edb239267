/** What stands where no chats stand, and what can be done about it? */

import type { InboxState } from "@chatserver/protocol";
import { useClient } from "@chatserver/ui";
import { Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Choice, cleared, EVERYTHING, filterOf, narrowings } from "./filter.ts";
import { isSearch } from "./found.ts";
import css from "./list.module.css";

interface BlankProps {
  phase: InboxState["phase"];
  choice: Choice;
  setChoice(choice: Choice): void;
}

export function Blank({ phase, choice, setChoice }: BlankProps) {
  const { t } = useTranslation();
  const client = useClient();
  if (phase === "refused") {
    return (
      <div className={css.blank} role="alert">
        <span>{t("list.refused")}</span>
        <Button variant="light" size="xs" onClick={() => client.list(filterOf(choice))}>
          {t("list.again")}
        </Button>
        <Button variant="default" size="xs" onClick={() => setChoice(EVERYTHING)}>
          {t("list.everything")}
        </Button>
      </div>
    );
  }
  if (phase !== "current") {
    return (
      <div className={css.blank}>
        <Loader type="dots" role="status" aria-label={t("list.loading")} />
      </div>
    );
  }
  const narrowed = narrowings(choice) > 0;
  const searched = choice.q.trim() !== "";
  return (
    <div className={css.blank} role="status">
      <span>{t(reason(choice, narrowed, searched))}</span>
      {narrowed ? (
        <Button variant="light" size="xs" onClick={() => setChoice(cleared(choice))}>
          {t("filters.clear")}
        </Button>
      ) : null}
      {searched ? (
        <Button variant="default" size="xs" onClick={() => setChoice({ ...choice, q: "" })}>
          {t("list.search.clear")}
        </Button>
      ) : null}
    </div>
  );
}

function reason(choice: Choice, narrowed: boolean, searched: boolean): string {
  if (searched) {
    return isSearch(choice.q) ? "list.empty.words" : "list.empty.search";
  }
  return narrowed ? "list.empty.filters" : `list.empty.${choice.tab}`;
}
