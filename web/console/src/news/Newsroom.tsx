/** Where is an employee told of news, whichever part of the console is shown? Nothing is drawn. */

import { useEffect } from "react";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Herald } from "./herald.ts";
import { toastGiven } from "./toasts.tsx";
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
      ring: () => chime.ring(),
    });
    return herald.start();
  }, [api, me.id, watch, chime, route]);
  return null;
}
