/** What else does an operator know of the chat and of who writes in it? */

import type { Chat } from "@chatserver/protocol";
import {
  fullTime,
  IconClose,
  phoneInGroups,
  useClient,
  useLanguage,
  useSignal,
} from "@chatserver/ui";
import { ActionIcon, Anchor } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CommentBox } from "./CommentBox.tsx";
import { ClientBlock } from "./card/ClientBlock.tsx";
import { Dialogs } from "./card/Dialogs.tsx";
import { Fact } from "./card/Fact.tsx";
import { Transcript } from "./card/Transcript.tsx";
import css from "./console.module.css";
import type { Asked } from "./handing.ts";
import { Management } from "./Management.tsx";
import { Routing } from "./Routing.tsx";
import { maySend } from "./rights.ts";
import { placeText } from "./tell.ts";
import { useTools } from "./tools.tsx";

interface CardProps {
  chat: string;
  /** To hand the chat over. */
  asked: Asked;
  close(): void;
}

export function Card({ chat, asked, close }: CardProps) {
  const { t } = useTranslation();
  const chats = useClient();
  const { api, me } = useTools();
  const seesClients = me.permissions?.includes("clients.view") === true;
  const [unfolded, setUnfolded] = useState(false);
  const client = useRef<HTMLButtonElement>(null);
  const { chat: card, phase, log } = useSignal(chats.thread(chat).state);
  // Beside a chat that is not there, or not for this employee any more, there is nothing to know.
  if (phase === "barred") {
    return null;
  }
  const rated = log.events.findLast((event) => event.kind === "dialog.rated")?.seq ?? 0;
  return (
    <aside className={css.card} aria-label={t("card.label")} data-testid="chat-card">
      <div className={css.cardTop}>
        <h2>{t("card.label")}</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          radius="xl"
          aria-label={t("card.close")}
          onClick={close}
        >
          <IconClose size={17} />
        </ActionIcon>
      </div>
      {card === null ? null : (
        <>
          <Facts
            card={card}
            showClient={
              seesClients
                ? () => {
                    setUnfolded(true);
                    // The focus brings it into view.
                    client.current?.focus();
                  }
                : null
            }
          />
          <Management card={card} api={api} writable={maySend(chats.user, card)} asked={asked} />
          <CommentBox card={card} writable={maySend(chats.user, card)} />
          <Routing chat={chat} assignment={card.assignment} api={api} />
          <Dialogs chat={chat} now={`${card.dialog}/${card.state}/${rated}`} />
          {seesClients ? (
            <ClientBlock card={card} open={unfolded} turn={setUnfolded} ref={client} />
          ) : null}
          <Transcript chat={chat} number={card.number} />
        </>
      )}
    </aside>
  );
}

interface FactsProps {
  card: Chat;
  showClient: (() => void) | null;
}

function Facts({ card, showClient }: FactsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <dl className={css.facts}>
      <Fact name={t("card.client")}>
        {showClient === null ? (
          card.client.name
        ) : (
          <Anchor component="button" type="button" ta="start" onClick={showClient}>
            {card.client.name}
          </Anchor>
        )}
      </Fact>
      {card.client.phone === undefined ? null : (
        <Fact name={t("card.phone")}>
          <a href={`tel:${card.client.phone}`}>{phoneInGroups(card.client.phone)}</a>
        </Fact>
      )}
      {card.place === undefined ? null : (
        <Fact name={t("card.place")}>{placeText(card.place)}</Fact>
      )}
      <Fact name={t("card.product")}>{card.product.name}</Fact>
      <Fact name={t("card.channel")}>
        {t(card.platform === undefined ? "card.unknown" : `channel.${card.platform}`)}
      </Fact>
      <Fact name={t("card.number")}>{card.number}</Fact>
      <Fact name={t("card.created")}>{fullTime(card.created_at, language)}</Fact>
      <Fact name={t("card.updated")}>{fullTime(card.updated_at, language)}</Fact>
    </dl>
  );
}
