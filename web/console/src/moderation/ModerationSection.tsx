/** Which reviews wait, and which one is looked at? */

import { speakAlso } from "@chatserver/ui";
import { useHere } from "../route.ts";
import { miniappsEn } from "../words/miniapps.en.ts";
import { miniappsRu } from "../words/miniapps.ru.ts";
import { Queue } from "./Queue.tsx";
import { ReviewPage } from "./ReviewPage.tsx";

speakAlso({ ru: miniappsRu, en: miniappsEn });

export default function ModerationSection() {
  const [, id] = useHere().path;
  return id === undefined ? <Queue /> : <ReviewPage key={id} id={id} />;
}
