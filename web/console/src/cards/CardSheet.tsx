/** Where is a card of a list changed, or one added? Above the list, which stays as it is. */

import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import own from "./cards.module.css";
import type { Cards } from "./cards.ts";

interface Shown<T> {
  /** Null: one that is to be added. */
  card: Card<T> | null;
  /** Read the card anew. */
  again(): void;
  /** Whether there is something that would be lost. */
  typing(on: boolean): void;
}

interface CardSheetProps<T> {
  /** Null: none is open. `new`: one is to be added. */
  id: string | null;
  title: string;
  cards: Cards<T>;
  close(): void;
  children(shown: Shown<T>): ReactNode;
}

export function CardSheet<T>({ id, title, cards, close, children }: CardSheetProps<T>) {
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 759px)", false, { getInitialValueInEffect: false });
  const [typed, setTyped] = useState(false);
  return (
    <Modal
      opened={id !== null}
      onClose={close}
      title={title}
      size="lg"
      fullScreen={narrow}
      classNames={{ content: own.sheet ?? "" }}
      // What was typed is not thrown away by a slip.
      closeOnClickOutside={!typed}
      closeOnEscape={!typed}
      transitionProps={{ exitDuration: 0 }}
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      {id === "new" ? children({ card: null, again: () => undefined, typing: setTyped }) : null}
      {id === null || id === "new" ? null : (
        <Loaded key={id} id={id} cards={cards} typing={setTyped}>
          {children}
        </Loaded>
      )}
    </Modal>
  );
}

interface LoadedProps<T> extends Pick<CardSheetProps<T>, "cards" | "children"> {
  id: string;
  typing(on: boolean): void;
}

function Loaded<T>({ id, cards, typing, children }: LoadedProps<T>) {
  const loading = useLoading(useCallback(() => cards.read(id), [cards, id]));
  return (
    <WhenHere loading={loading}>
      {(card) => children({ card, again: loading.reload, typing })}
    </WhenHere>
  );
}
