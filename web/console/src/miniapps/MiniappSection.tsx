/** Which page of the mini-apps does the address name? */

import { useMemo } from "react";
import { useHere } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Miniapps } from "./api.ts";
import { MiniappCard } from "./MiniappCard.tsx";
import { MiniappList } from "./MiniappList.tsx";

export default function MiniappSection() {
  const { http } = useTools();
  const miniapps = useMemo(() => new Miniapps(http), [http]);
  const [, id, tab] = useHere().path;
  return id === undefined ? (
    <MiniappList miniapps={miniapps} />
  ) : (
    <MiniappCard key={id} id={id} tab={tab ?? "main"} miniapps={miniapps} />
  );
}
