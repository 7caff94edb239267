/** What stands at the top of a report, in large figures? */

import css from "./reports.module.css";

export interface Tile {
  title: string;
  figure: string;
  hint: string;
}

export function TileList({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl className={css.tiles}>
      {tiles.map(({ title, figure, hint }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{figure}</dd>
          <dd className={css.hint}>{hint}</dd>
        </div>
      ))}
    </dl>
  );
}
