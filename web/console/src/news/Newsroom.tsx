/** Where is an employee told of news, whichever part of the console is shown? Nothing is drawn. */

import { ringByPage } from "@chatserver/ui";
import i18next from "i18next";
import { useEffect } from "react";
import { useRoute } from "../route.ts";
import { useShortcuts } from "../shortcuts.ts";
import { useTools } from "../tools.tsx";
import { Herald } from "./herald.ts";
import type { News } from "./own.ts";
import { dropToasts, followToast, toastGiven } from "./toasts.tsx";
import { watchOwnChats } from "./watching.ts";

export function Newsroom() {
  const { api, me, watch, chime } = useTools();
  const route = useRoute();
  useEffect(() => {
    const herald = new Herald({
      staff: me.id,
      watch: (tell) =>
        watchOwnChats({ connect: watch, routing: (chat) => api.routing(chat), me: me.id, tell }),
      show: (given) => toastGiven(given, route),
      ring: (news, unseen) => {
        chime.ring();
        if (unseen) {
          for (const one of news) {
            void ringByPage({ scope: "/console/", person: me.id }, told(one)).catch(
              () => undefined,
            );
          }
        }
      },
    });
    const stop = herald.start();
    return () => {
      stop();
      dropToasts();
    };
  }, [api, me.id, watch, chime, route]);
  useShortcuts({ given: followToast });
  return null;
}

function told({ occasion, row }: News): { title: string; body: string; chat: string } {
  const about = row.product.name;
  const body = occasion === "given" ? i18next.t("news.given", { about }) : row.preview;
  return { title: row.client.name, body, chat: row.id };
}
