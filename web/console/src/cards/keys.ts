/** What is known of a key with which some back end comes? */

import type { Named } from "@chatserver/protocol";
import type { ReactNode } from "react";

/** A key that holds; its value is stored nowhere. */
export interface Key extends Named {
  maker: Named | null;
  /** False: whoever made it is gone, and the key goes on. */
  maker_active: boolean;
  created_at: string;
  /** About when somebody came with it last; null: nobody has. Absent: it is not told. */
  used_at?: string | null;
}

/** A key that was made just now. Null: its value was shown before. */
export interface MadeKey {
  name: string;
  secret: string | null;
}

/** What else a key of its kind needs: fields, what they make of the body, and whether it will do. */
export interface MoreOfKey {
  body: object;
  ready: boolean;
  fields: ReactNode;
}

export const KEY_NAME_MAX = 100;
