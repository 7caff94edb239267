/** How does a client come into the chat with a product: at once, or by way of a choice of place? */

import { Refusal } from "@chatserver/protocol";
import { useClient } from "@chatserver/ui";
import { useCallback, useEffect, useState } from "react";
import type { Session } from "./session.ts";
import { type Premises, premises, products } from "./superapp.ts";

export type Entry =
  | { step: "opening" }
  | { step: "place"; places: Premises[] }
  | { step: "in"; chat: string }
  | { step: "refused"; code: string };

export interface Door {
  entry: Entry;
  enter(place?: string): void;
}

export function useEntry(session: Session, product: string): Door {
  const client = useClient();
  const [entry, setEntry] = useState<Entry>({ step: "opening" });

  const enter = useCallback(
    (place?: string) => {
      setEntry({ step: "opening" });
      client.open(product, place).then(
        (chat) => setEntry({ step: "in", chat: chat.id }),
        (error: unknown) =>
          setEntry({ step: "refused", code: error instanceof Refusal ? error.code : "other" }),
      );
    },
    [client, product],
  );

  useEffect(() => {
    let here = true;
    placesToChoose(session, product).then(
      (places) => {
        if (!here) {
          return;
        }
        const proposed = session.take("place");
        if (places.some(({ id }) => id === proposed)) {
          enter(proposed ?? undefined);
        } else if (places.length > 1) {
          setEntry({ step: "place", places });
        } else {
          enter();
        }
      },
      // Without the list of places the server takes the first: better than no chat.
      () => here && enter(),
    );
    return () => {
      here = false;
    };
  }, [session, product, enter]);

  return { entry, enter };
}

/** Only the first dialog asks: later ones stay with the last place unless it is changed. */
async function placesToChoose(session: Session, product: string): Promise<Premises[]> {
  const [all, places] = await Promise.all([products(session), premises(session)]);
  const known = all.find(({ id }) => id === product);
  return known?.chat === undefined || known.chat === null ? places : [];
}
