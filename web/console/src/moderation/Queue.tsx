/** Which mini-apps wait for the moderators? What is due first stands first. */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
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
          <Lines queue={queue} />
        )
      }
    </WhenHere>
  );
}

function Lines({ queue }: { queue: Queued[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <div className={css.scroll}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="queue">
        <Table.Thead>
          <Table.Tr>
            {["name", "org", "sender", "sent", "due"].map((column) => (
              <Table.Th key={column}>{t(`moderation.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queue.map(({ review, miniapp, org, sender }) => (
            <Table.Tr key={review.id}>
              <Table.Td>
                <Link path={["moderation", review.id]}>{miniapp.name}</Link>
              </Table.Td>
              <Table.Td>{org}</Table.Td>
              <Table.Td>{sender ?? ""}</Table.Td>
              <Table.Td>{fullTime(review.sent_at, language)}</Table.Td>
              <Table.Td>
                {fullTime(review.due_at, language)}{" "}
                {Date.parse(review.due_at) < Date.now() ? (
                  <Badge color="red" variant="light" tt="none">
                    {t("moderation.late")}
                  </Badge>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
