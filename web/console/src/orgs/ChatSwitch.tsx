/** Is the chat of a mini-app on? The platform's support says (requirement 15). */

import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../cards/Confirm.tsx";
import type { CardProps } from "../miniapps/card.ts";
import css from "../office.module.css";
import { tellDone, tellProblem } from "../trouble.ts";

export function ChatSwitch({ miniapps, card, took, reload, mayEdit }: CardProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, name, chat_on } = card.body;
  const turn = async (on: boolean) => {
    setBusy(true);
    try {
      took(await miniapps.switchChat(id, on, card.etag));
      tellDone(t(`watch.chat.done.${on ? "on" : "off"}`));
    } catch (error) {
      // Somebody else has changed the card: it is looked at again before it is switched.
      reload();
      tellProblem(error);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <section className={css.sheet}>
      <h2>{t("watch.chat")}</h2>
      <p>{t(`watch.chat.done.${chat_on ? "on" : "off"}`)}</p>
      <p className={css.quiet}>{t("watch.chat.hint")}</p>
      {mayEdit ? (
        <Group mt="sm">
          <Button
            size="xs"
            variant="light"
            color={chat_on ? "red" : "sea"}
            loading={busy}
            onClick={() => (chat_on ? setAsking(true) : void turn(true))}
          >
            {t(`watch.chat.turn.${chat_on ? "off" : "on"}`)}
          </Button>
        </Group>
      ) : null}
      <Confirm
        title={asking ? t("watch.chat.turn.off.title", { name }) : null}
        label={t("watch.chat.turn.off")}
        leave={() => setAsking(false)}
        act={() => turn(false)}
      >
        {t("watch.chat.hint")}
      </Confirm>
    </section>
  );
}
