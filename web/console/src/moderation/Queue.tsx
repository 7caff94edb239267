/** Which mini-apps wait for the moderators? What is due first stands first. */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import cards from "../cards/cards.module.css";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { orgName, type Queued } from "./api.ts";

export function Queue() {
  const { t } = useTranslation();
  const { http } = useTools();
  const loading = useLoading(
    useCallback(async () => {
      const queue = await http.all<Queued>("moderation/queue");
      const ids = [...new Set(queue.map(({ org }) => org))];
      const names = await Promise.all(ids.map((id) => orgName(http, id)));
      const named = new Map(ids.map((id, at) => [id, names[at] ?? id]));
      return queue.map((one) => ({ ...one, org: named.get(one.org) ?? one.org }));
    }, [http]),
  );
  return (
    <WhenHere loading={loading}>
      {(queue) =>
        queue.length === 0 ? (
          <div className={css.blank}>{t("moderation.none")}</div>
        ) : (
          <Waiting queue={queue} />
        )
      }
    </WhenHere>
  );
}

function Waiting({ queue }: { queue: Queued[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Lines
      testId="queue"
      heads={["name", "org", "sender", "sent", "due"].map((column) => t(`moderation.${column}`))}
    >
      {queue.map(({ review, miniapp, org, sender }) => (
        <Line key={review.id} path={["moderation", review.id]}>
          <Table.Td>
            <Link path={["moderation", review.id]}>{miniapp.name}</Link>
          </Table.Td>
          <Table.Td>{org}</Table.Td>
          <Table.Td>{sender ?? ""}</Table.Td>
          <Told name="sent">{fullTime(review.sent_at, language)}</Told>
          <Told name="due">
            {fullTime(review.due_at, language)}{" "}
            {Date.parse(review.due_at) < Date.now() ? (
              <Badge color="red" variant="light" tt="none">
                {t("moderation.late")}
              </Badge>
            ) : null}
          </Told>
        </Line>
      ))}
    </Lines>
  );
}

/** On a phone no head says which of two moments this is. */
function Told({ name, children }: { name: "sent" | "due"; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Table.Td>
      <span className={cards.head}>{t(`moderation.${name}`)}: </span>
      {children}
    </Table.Td>
  );
}
