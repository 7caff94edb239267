/** What is still to be done with a chat: to read it, or, once that is done, to answer? */

import type { Row } from "@chatserver/protocol";
import { IconReply } from "@chatserver/ui";
import { Badge } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";

type Owing = Pick<Row, "unread" | "unanswered">;

/** As it is read out; "": nothing. */
export function labelText({ unread, unanswered }: Owing, t: TFunction): string {
  if (unread > 0) {
    return t("row.unread", { count: unread });
  }
  return unanswered === true ? t("filter.unanswered") : "";
}

export function Labels({ row }: { row: Owing }) {
  const { t } = useTranslation();
  const label = labelText(row, t);
  if (row.unread > 0) {
    return (
      <Badge size="md" circle={row.unread < 10} role="img" aria-label={label} data-testid="unread">
        {row.unread}
      </Badge>
    );
  }
  return row.unanswered === true ? (
    <span className={css.owed} role="img" aria-label={label} title={label} data-testid="owed">
      <IconReply size={16} />
    </span>
  ) : null;
}
