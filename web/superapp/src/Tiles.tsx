/** What is on one of the four screens? */

import type { HostScreen } from "@chatserver/sdk";
import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Tile } from "./session.ts";
import type { Shell } from "./shell.ts";
import css from "./superapp.module.css";

export function Tiles({ tiles, shell }: { tiles: readonly Tile[]; shell: Shell }) {
  const { t } = useTranslation();
  if (tiles.length === 0) {
    return <p className={css.quiet}>{t("tiles.none")}</p>;
  }
  const open = ({ id, target }: Tile) => {
    if (target.kind === "miniapp") {
      void shell.open(target.id, { from: "widget", widget: id });
    } else {
      shell.push({ kind: "screen", screen: target.id as HostScreen, target: null });
    }
  };
  return (
    <ul className={css.tiles}>
      {tiles.map((tile) => (
        <li key={tile.id}>
          <UnstyledButton className={css.tile} onClick={() => open(tile)}>
            {tile.image === null ? null : (
              <img src={`/superapp/v1/pictures/${tile.image}`} alt="" />
            )}
            <b>{tile.title}</b>
            <span>{tile.text}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
