/** A list of lines that each lead to a card, with a button that adds one. */

import { IconPlus } from "@chatserver/ui";
import { Button, Group } from "@mantine/core";
import { type ComponentType, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { CardSheet } from "./CardSheet.tsx";
import { Cards } from "./cards.ts";
import { useLineGone } from "./useLineGone.ts";

export interface OpenCard<T> {
  /** Null: one is to be added. */
  card: Card<T> | null;
  cards: Cards<T>;
  close(): void;
  /** Something has been saved. */
  done(): void;
  removed(): void;
  typing(on: boolean): void;
}

export interface TabLines<T> {
  lines: readonly T[];
  /** Something of them was changed in its place. */
  again(): void;
}

interface CardTabProps<T> {
  /** Where it stands in the console. */
  at: readonly string[];
  /** Of the API. */
  path: string;
  /** What its words begin with. */
  word: string;
  Lines: ComponentType<TabLines<T>>;
  Open: ComponentType<OpenCard<T>>;
  /** One was added, changed or removed. */
  changed?(): void;
  /** Nothing may be added by this employee. */
  readOnly?: boolean;
}

export function CardTab<T extends { id: string; name?: string }>(props: CardTabProps<T>) {
  const { at, path, word, Lines, Open, changed, readOnly = false } = props;
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const here = useHere().path;
  // Who may see one tab alone has been led here from the others' addresses.
  const id = at.every((piece, index) => here[index] === piece) ? (here[at.length] ?? null) : null;
  const cards = useMemo(() => new Cards<T>(http, path), [http, path]);
  const loading = useLoading(useCallback(() => http.all<T>(path), [http, path]));
  const { to, mark } = useLineGone(loading.now);
  const close = () => route.go(at);
  const done = () => {
    changed?.();
    loading.reload();
    close();
  };
  const removed = () => {
    mark();
    done();
  };
  const title = t(`${word}.${id === "new" ? "new" : "one"}`);
  return (
    <WhenHere loading={loading}>
      {(lines) => (
        <>
          {readOnly ? null : (
            <Group justify="flex-end" mb="sm">
              <Button
                ref={to}
                leftSection={<IconPlus size={17} />}
                onClick={() => route.go([...at, "new"])}
              >
                {t(`${word}.add`)}
              </Button>
            </Group>
          )}
          <Lines lines={lines} again={loading.reload} />
          <CardSheet
            id={id}
            title={lines.find((one) => one.id === id)?.name ?? title}
            cards={cards}
            close={close}
          >
            {({ card, typing }) => <Open {...{ card, cards, close, done, removed, typing }} />}
          </CardSheet>
        </>
      )}
    </WhenHere>
  );
}
