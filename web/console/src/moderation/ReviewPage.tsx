/** What is asked for, what is new about it, and what does the moderator say? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Group } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { BackTop } from "../cards/BackTop.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import { type Category, categoryName, Miniapps } from "../miniapps/api.ts";
import { findingText } from "../miniapps/findings.ts";
import { OpenButton } from "../miniapps/OpenButton.tsx";
import { bytesText } from "../miniapps/sizes.ts";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { orgName, type ReviewCard } from "./api.ts";
import { ChangesSheet } from "./ChangesSheet.tsx";
import { Verdict } from "./Verdict.tsx";

export function ReviewPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const loading = useLoading(
    useCallback(async () => {
      const [card, categories] = await Promise.all([
        http.get<ReviewCard>(`moderation/reviews/${id}`),
        new Miniapps(http).categories(),
      ]);
      return { card: { ...card, org: await orgName(http, card.org) }, categories };
    }, [http, id]),
  );
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <WhenHere loading={loading} below={{ to: ["moderation"], back: t("moderation.back") }}>
          {({ card, categories }) => (
            <>
              <BackTop to={["moderation"]} back={t("moderation.back")} title={card.miniapp.name} />
              <ChangesSheet card={card} />
              <Facts card={card} categories={categories} />
              <Verdict card={card} done={() => route.go(["moderation"])} again={loading.reload} />
            </>
          )}
        </WhenHere>
      </div>
    </main>
  );
}

/** The build as a client would see it, with made-up data, and the offer as it will bind. */
function Opened({ card: { miniapp, build, offer } }: { card: ReviewCard }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const miniapps = new Miniapps(http);
  return (
    <Group mt="sm" gap="xs">
      {build === null ? null : (
        <OpenButton
          text={t("moderation.open")}
          address={() => miniapps.previewUrl(miniapp.id, build.id)}
        />
      )}
      {offer === null ? null : (
        <OpenButton
          text={t("moderation.open.offer")}
          address={() => miniapps.offerUrl(miniapp.id, offer.id)}
        />
      )}
    </Group>
  );
}

function Facts({ card, categories }: { card: ReviewCard; categories: Category[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { review, build, offer } = card;
  const facts: [string, string][] = [
    ["moderation.org", card.org],
    ["miniapp.category", categoryName(categories, card.category, language)],
    ["miniapp.description", card.description],
    ["moderation.sent", fullTime(review.sent_at, language)],
    ["moderation.due", fullTime(review.due_at, language)],
    [
      "moderation.build",
      build === null
        ? t("moderation.unchanged")
        : `${build.digest.slice(0, 12)}, ${t("build.size", { size: bytesText(build.size, language), files: build.entries })}`,
    ],
    [
      "offer.title",
      offer === null
        ? t("moderation.unchanged")
        : `${t("number.short", { number: offer.number })}. ${offer.name}`,
    ],
  ];
  return (
    <section className={css.sheet}>
      <h2>{t("miniapp.card")}</h2>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{t(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Opened card={card} />
      {(build?.warnings.length ?? 0) === 0 ? null : (
        <ul className={css.findings}>
          {build?.warnings.map((warning) => (
            <li key={`${warning.code}/${warning.path ?? ""}/${warning.message}`}>
              <span className={css.code}>{warning.path}</span> {findingText(warning)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
