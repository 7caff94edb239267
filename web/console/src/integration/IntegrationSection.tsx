/** How do the organisation's own systems come in, and where do they hear of what happens? */

import { speakAlso } from "@chatserver/ui";
import { TabbedSection } from "../cards/TabbedSection.tsx";
import { integrationEn } from "../words/integration.en.ts";
import { integrationRu } from "../words/integration.ru.ts";
import { webhooksEn } from "../words/webhooks.en.ts";
import { webhooksRu } from "../words/webhooks.ru.ts";
import { ApiKeys } from "./ApiKeys.tsx";
import { Webhooks } from "./Webhooks.tsx";

speakAlso({ ru: { ...integrationRu, ...webhooksRu }, en: { ...integrationEn, ...webhooksEn } });

const TABS = [
  { name: "keys", needs: [], Page: ApiKeys },
  { name: "webhooks", needs: [], Page: Webhooks },
];

export default function IntegrationSection() {
  return <TabbedSection section="integration" word="integration.tab" tabs={TABS} />;
}
