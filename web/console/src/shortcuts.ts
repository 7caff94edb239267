/** Which keys does the console know, and what does each do? The help sheet is made of this table. */

import { useHotkeys } from "@mantine/hooks";

export const SHORTCUTS = [
  { name: "search", keys: "alt+F" },
  { name: "filters", keys: "alt+S" },
  { name: "previous", keys: "alt+ArrowUp" },
  { name: "next", keys: "alt+ArrowDown" },
  { name: "tab.all", keys: "alt+1" },
  { name: "tab.new", keys: "alt+2" },
  { name: "tab.mine", keys: "alt+3" },
  { name: "tab.waiting", keys: "alt+4" },
  { name: "given", keys: "alt+N" },
  { name: "write", keys: "alt+W" },
  { name: "note", keys: "alt+P" },
  { name: "canned", keys: "alt+Q" },
  { name: "attach", keys: "alt+A" },
  { name: "take", keys: "alt+T" },
  { name: "hand", keys: "alt+H" },
  { name: "end", keys: "alt+E" },
  { name: "card", keys: "alt+I" },
  { name: "leave", keys: "alt+L" },
  { name: "help", keys: "F1" },
] as const;

export type Shortcut = (typeof SHORTCUTS)[number]["name"];

/** What is done elsewhere without a shortcut of this table, but belongs on the sheet. */
export const MORE_KEYS = [
  { name: "send", keys: "Enter" },
  { name: "newline", keys: "shift+Enter" },
  { name: "back", keys: "Escape" },
  { name: "move", keys: "ArrowUp+ArrowDown" },
  { name: "open", keys: "Enter" },
] as const;

const NAMES: Readonly<Record<string, string>> = {
  alt: "Alt",
  shift: "Shift",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

/** The keys as they stand on a keyboard. */
export function keyNames(keys: string): string[] {
  return keys.split("+").map((key) => NAMES[key] ?? key);
}

/** Act on the keys of the table wherever the focus is, in the field of the message too. */
export function useShortcuts(acts: Partial<Record<Shortcut, () => void>>): void {
  useHotkeys(
    SHORTCUTS.map(({ name, keys }) => [
      keys,
      (event) => {
        const act = acts[name];
        if (act !== undefined) {
          event.preventDefault();
          act();
        }
      },
      // Letters are told by their place on the keyboard: a Russian layout has others there.
      { usePhysicalKeys: /\+[A-Z]$/.test(keys), preventDefault: false },
    ]),
    [],
    true,
  );
}
