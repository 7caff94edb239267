/** Which reviews wait, which one is looked at, and which rules are they held against? */

import { speakAlso } from "@chatserver/ui";
import { TabbedSection } from "../cards/TabbedSection.tsx";
import { useHere } from "../route.ts";
import { RulesPage } from "../rules/RulesPage.tsx";
import { miniappsEn } from "../words/miniapps.en.ts";
import { miniappsRu } from "../words/miniapps.ru.ts";
import { Queue } from "./Queue.tsx";
import { ReviewPage } from "./ReviewPage.tsx";

speakAlso({ ru: miniappsRu, en: miniappsEn });

const TABS = [
  { name: "queue", needs: [], Page: Queue },
  { name: "rules", needs: [], Page: RulesPage },
];

export default function ModerationSection() {
  const [, named] = useHere().path;
  return named === undefined || TABS.some(({ name }) => name === named) ? (
    <TabbedSection section="moderation" word="moderation.tab" tabs={TABS} />
  ) : (
    <ReviewPage key={named} id={named} />
  );
}
