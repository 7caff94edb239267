/** How can a client say that a dialog was? From bad to good. */

export const SCORES = [1, 2, 3, 4, 5] as const;
