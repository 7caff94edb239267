/** Does this browser tell its client of answers while the chat is not looked at? */

import { IconBell, IconBellOff, PushSwitch, usePush } from "@chatserver/ui";
import { ActionIcon } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "./session.ts";
import { addDevice, devices, removeDevice } from "./superapp.ts";

export function PushBell({ session, person }: { session: Session; person: string }) {
  const { t, i18n } = useTranslation();
  const push = useMemo(
    () =>
      new PushSwitch({
        scope: "/chat/",
        person,
        door: {
          key: async () => (await devices(session)).web_push_key,
          add: ({ endpoint, keys }) =>
            addDevice(session, { platform: "web", token: endpoint, keys, locale: i18n.language }),
          remove: (id) => removeDevice(session, id),
        },
      }),
    [session, person, i18n],
  );
  const { state, turn } = usePush(push);
  if (state === "absent") {
    return null;
  }
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={38}
      radius="xl"
      aria-label={t(state === "busy" ? "push.off" : `push.${state}`)}
      title={t(state === "busy" ? "push.off" : `push.${state}`)}
      aria-pressed={state === "on"}
      disabled={state === "busy" || state === "denied"}
      onClick={turn}
      data-testid="push"
      data-state={state}
    >
      {state === "on" ? <IconBell /> : <IconBellOff />}
    </ActionIcon>
  );
}
