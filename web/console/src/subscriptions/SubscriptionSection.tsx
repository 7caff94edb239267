/** Which chats do clients have beside mini-apps, and who answers there? (D20) */

import { speakAlso } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { CardTab } from "../cards/CardTab.tsx";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import { useLoading } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { miniappsEn } from "../words/miniapps.en.ts";
import { miniappsRu } from "../words/miniapps.ru.ts";
import { subscriptionsEn } from "../words/subscriptions.en.ts";
import { subscriptionsRu } from "../words/subscriptions.ru.ts";
import { SubscriptionCard } from "./SubscriptionCard.tsx";
import type { Subscription } from "./subscription.ts";

// The settings of the chat are those of a mini-app's.
speakAlso({ ru: { ...miniappsRu, ...subscriptionsRu }, en: { ...miniappsEn, ...subscriptionsEn } });

export default function SubscriptionSection() {
  const { t } = useTranslation();
  const { directory } = useTools();
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.subscriptions")}</h1>
        </div>
        <CardTab
          at={["subscriptions"]}
          path="products"
          word="subscription"
          Lines={SubscriptionLines}
          Open={SubscriptionCard}
          changed={() => directory.forget("products")}
        />
      </div>
    </main>
  );
}

function SubscriptionLines({ lines }: { lines: readonly Subscription[] }) {
  const { t, i18n } = useTranslation();
  const { directory } = useTools();
  const { now } = useLoading(useCallback(() => directory.departments(), [directory]));
  const departments = now.state === "here" ? now.value : [];
  const order = new Intl.Collator(i18n.language);
  if (lines.length === 0) {
    return <div className={css.blank}>{t("subscription.none")}</div>;
  }
  return (
    <Lines
      testId="subscriptions"
      heads={["name", "public_title", "department", "chat_on"].map((one) =>
        t(`subscription.${one}`),
      )}
    >
      {lines
        .toSorted((a, b) => order.compare(a.name, b.name))
        .map(({ id, name, public_title, department, chat_on }) => (
          <Line key={id} path={["subscriptions", id]} closed={!chat_on}>
            <Table.Td>
              <Link path={["subscriptions", id]}>{name}</Link>
            </Table.Td>
            <Table.Td>{public_title}</Table.Td>
            <Table.Td>{departments.find((one) => one.id === department)?.name ?? "–"}</Table.Td>
            <Table.Td>
              <Badge radius="sm" variant="light" tt="none" color={chat_on ? "sea" : "gray"}>
                {t(chat_on ? "subscription.on" : "subscription.off")}
              </Badge>
            </Table.Td>
          </Line>
        ))}
    </Lines>
  );
}
