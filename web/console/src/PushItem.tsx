/** Does this browser tell its employee of chats while the console is not looked at? */

import { PushSwitch, usePush } from "@chatserver/ui";
import { Menu } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "./tools.tsx";

const PATH = "me/push-subscriptions";

export function PushItem() {
  const { t, i18n } = useTranslation();
  const { http, me } = useTools();
  const push = useMemo(
    () =>
      new PushSwitch({
        scope: "/console/",
        person: me.id,
        page: true,
        door: {
          key: async () => (await http.get<{ public_key: string | null }>(PATH)).public_key,
          add: async (subscription) => {
            const body = { ...subscription, expirationTime: undefined, locale: i18n.language };
            return (await http.post<{ id: string }>(PATH, body)).id;
          },
          remove: (id) => http.delete(`${PATH}/${id}`),
        },
      }),
    [http, me.id, i18n],
  );
  const { state, turn } = usePush(push);
  if (state === "absent") {
    return null;
  }
  return (
    <Menu.Item
      closeMenuOnClick={false}
      disabled={state === "denied"}
      // A browser would drop the focus of a disabled item, and with it the way to the others.
      aria-disabled={state === "busy" || undefined}
      onClick={state === "busy" ? undefined : turn}
      data-testid="push"
      data-state={state}
    >
      {t(state === "busy" ? "push.off" : `push.${state}`)}
    </Menu.Item>
  );
}
