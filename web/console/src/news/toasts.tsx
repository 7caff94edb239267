/** How is an employee told, in passing, that a chat was given to them? */

import { notify } from "@chatserver/ui";
import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import type { Route } from "../route.ts";
import { placeText } from "../tell.ts";
import type { News } from "./own.ts";

const STANDS_MS = 15_000;
/** More than these are counted, not listed. */
const LISTED = 3;
const SUMMARY = "given";
/** What stands, the newest last: of how many chats it tells, and where it leads. */
const standing = new Map<string, Pick<Toast, "count" | "go">>();

export function toastGiven(given: readonly News[], route: Route): void {
  const known = [...standing.values()].reduce((sum, { count }) => sum + count, 0);
  const count = known + given.length;
  if (given.length > 0 && count > LISTED) {
    dropToasts();
    const title = i18next.t("news.given.many", { count });
    const href = route.href([], { tab: "mine" });
    const go = () => route.go([], { tab: "mine" });
    toast({ id: SUMMARY, count, title, link: i18next.t("news.mine"), href, go });
    return;
  }
  for (const { row } of given) {
    const about = [row.product.name, placeText(row.place)].filter(Boolean).join(" · ");
    const place = { chat: row.id };
    toast({
      id: row.id,
      count: 1,
      title: row.client.name,
      about,
      link: i18next.t("news.open"),
      href: route.href([], place),
      // The list beside it stays as it is.
      go: () =>
        route.here.value.path.length === 0 ? route.set(place, "push") : route.go([], place),
    });
  }
}

/** The chat is open: there is nothing left to tell. */
export function dropToast(chat: string): void {
  notifications.hide(chat);
}

/** Nobody who comes after this employee reads whom they talk to. */
export function dropToasts(): void {
  for (const id of [...standing.keys()]) {
    notifications.hide(id);
  }
}

/** Go where the newest one leads. */
export function followToast(): void {
  const newest = [...standing].at(-1);
  if (newest !== undefined) {
    const [id, { go }] = newest;
    notifications.hide(id);
    go();
  }
}

interface Toast {
  id: string;
  count: number;
  title: string;
  about?: string;
  link: string;
  href: string;
  go(): void;
}

function toast({ id, count, title, about, link, href, go }: Toast): void {
  // What was told of this chat before is told anew.
  notifications.hide(id);
  standing.set(id, { count, go });
  notify({
    id,
    onClose: () => standing.delete(id),
    color: "sea",
    title,
    autoClose: STANDS_MS,
    position: window.innerWidth < 760 ? "top-center" : "bottom-left",
    "data-testid": "given",
    message: (
      <>
        {about === undefined ? null : <div>{i18next.t("news.given", { about })}</div>}
        <Anchor
          href={href}
          size="sm"
          fw={600}
          onClick={(event) => {
            if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
              event.preventDefault();
              notifications.hide(id);
              go();
            }
          }}
        >
          {link}
        </Anchor>
      </>
    ),
  });
}
