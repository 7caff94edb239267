/** Where does a tapped push of a mini-app lead? To the superapp, which alone can open one. */

import { tellSuperapp } from "./superapp.ts";

const NAMES = ["miniapp", "notification", "screen", "anchor", "params"] as const;

/**
 * Take the wanted mini-app out of the address, and have it opened: by the superapp that shows this
 * page, else by the mini-app's link, or by the demo, which plays the superapp.
 *
 * False: none is wanted.
 */
export function openWantedMiniapp(go = (to: string) => window.location.assign(to)): boolean {
  const address = new URL(window.location.href);
  const wanted = NAMES.flatMap((name) => {
    const value = address.searchParams.get(name);
    address.searchParams.delete(name);
    return value === null ? [] : [[name, value] as const];
  });
  const { miniapp, ...rest }: Partial<Record<(typeof NAMES)[number], string>> =
    Object.fromEntries(wanted);
  if (miniapp === undefined) {
    return false;
  }
  // A reload must not open it again.
  window.history.replaceState(null, "", address);
  if (!tellSuperapp({ type: "chat.miniapp", miniapp, ...rest } as { type: string })) {
    const demo = address.searchParams.get("demo");
    const id = encodeURIComponent(miniapp);
    const door = demo === null ? "/m" : `/demo/miniapps/${encodeURIComponent(demo)}`;
    go(`${door}/${id}?${new URLSearchParams(rest)}`);
  }
  return true;
}

/** Do so now, and whenever a push is tapped while this page is open. */
export function followMiniapps(): void {
  openWantedMiniapp();
  window.addEventListener("popstate", () => openWantedMiniapp());
}
