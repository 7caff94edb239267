/** Which page of the mini-apps does the address name? */

import { speakAlso } from "@chatserver/ui";
import { useMemo } from "react";
import { useHere } from "../route.ts";
import { useTools } from "../tools.tsx";
import { miniappsEn } from "../words/miniapps.en.ts";
import { miniappsRu } from "../words/miniapps.ru.ts";
import { Miniapps } from "./api.ts";
import { MiniappCard } from "./MiniappCard.tsx";
import { MiniappList } from "./MiniappList.tsx";

speakAlso({ ru: miniappsRu, en: miniappsEn });

export default function MiniappSection() {
  const { http } = useTools();
  const miniapps = useMemo(() => new Miniapps(http), [http]);
  const [, id] = useHere().path;
  return id === undefined ? (
    <MiniappList miniapps={miniapps} />
  ) : (
    <MiniappCard key={id} id={id} miniapps={miniapps} />
  );
}
