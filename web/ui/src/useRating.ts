/** What may a client say of the dialogs of a chat, and where does it wait until they have said it? */

import type { Unsent } from "@chatserver/protocol";
import { useMemo } from "react";
import { draftOf, keepDraft } from "./drafts.ts";
import { useClient } from "./state.tsx";

/** What somebody has begun to say. */
export interface RatingDraft {
  score: number | null;
  comment: string;
}

/** A dialog is named by the event with which it ended. */
export interface RatingActs {
  /** Code points. */
  commentLimit: number;
  /** Whether a dialog that ended then may still be rated. */
  rateable(endedAt: string): boolean;
  rate(seq: number, score: number, comment: string): void;
  retry(refused: Unsent): void;
  discard(refused: Unsent): void;
  draft(seq: number): RatingDraft | null;
  keep(seq: number, draft: RatingDraft | null): void;
}

export function useRating(chat: string): RatingActs {
  const client = useClient();
  return useMemo(() => {
    const place = (seq: number) => `${client.user?.id ?? ""}/${chat}/rating/${seq}`;
    return {
      commentLimit: client.limits?.rating_comment ?? 500,
      rateable: (endedAt) =>
        client.now() - Date.parse(endedAt) < (client.limits?.rate_s ?? 0) * 1000,
      rate: (seq, score, comment) => {
        const said = comment === "" ? {} : { comment };
        client.write({ type: "dialog.rate", chat, seq, score, ...said });
      },
      retry: ({ key }) => client.retry(chat, key),
      discard: ({ key }) => client.discard(chat, key),
      draft: (seq) => read(draftOf(place(seq))),
      keep: (seq, draft) => keepDraft(place(seq), draft === null ? "" : JSON.stringify(draft)),
    };
  }, [client, chat]);
}

function read(kept: string): RatingDraft | null {
  try {
    return kept === "" ? null : (JSON.parse(kept) as RatingDraft);
  } catch {
    return null;
  }
}
