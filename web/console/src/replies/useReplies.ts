/** Which ready texts fit this chat, with everything filled in? */

import type { Chat } from "@chatserver/protocol";
import { type Hint, useSignal } from "@chatserver/ui";
import { useEffect, useState } from "react";
import { useTools } from "../tools.tsx";
import type { Reply } from "./book.ts";
import { filled, type Known, knownOf, matching, searched } from "./fill.ts";

export interface Ready {
  /** Null while they are on their way. */
  replies: readonly Reply[] | null;
  known: Known;
  /** For the field of the message: what a stroke at its beginning brings. */
  hints(text: string): readonly Hint[];
}

const SHOWN = 30;

export function useReplies(chat: Chat | null, writable: boolean): Ready {
  const { book, directory, me } = useTools();
  const replies = useSignal(book.replies);
  const [title, setTitle] = useState<string>();
  const product = chat?.product.id;
  useEffect(() => {
    let here = writable;
    if (writable) {
      book.open();
      directory.products().then(
        (all) => here && setTitle(all.find(({ id }) => id === product)?.public_title),
        // Then its word stays in the text, to be seen and mended.
        () => undefined,
      );
    }
    return () => {
      here = false;
    };
  }, [book, directory, writable, product]);
  const known = chat === null ? {} : knownOf(chat, me.name, title);
  return {
    replies,
    known,
    hints: (text) => {
      const typed = searched(text);
      return typed === null
        ? []
        : matching(replies ?? [], typed)
            .slice(0, SHOWN)
            .map((reply) => ({ ...reply, text: filled(reply.text, known) }));
    },
  };
}
