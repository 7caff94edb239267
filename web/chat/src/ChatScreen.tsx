/** How does a client talk with a product? */

import type { LinkView } from "@chatserver/protocol";
import {
  Composer,
  Conversation,
  DropArea,
  draftOf,
  keepDraft,
  LineBanner,
  notify,
  sentence,
  tellCode,
  tellFailure,
  Uploads,
  useAim,
  useAttaching,
  useClient,
  useLooking,
  useThread,
  useUploadGuard,
} from "@chatserver/ui";
import { Button, Loader } from "@mantine/core";
import type { TFunction } from "i18next";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Places } from "./Choices.tsx";
import css from "./chat.module.css";
import { Header } from "./Header.tsx";
import { NewQuestion } from "./NewQuestion.tsx";
import { PushBell } from "./PushBell.tsx";
import type { Session } from "./session.ts";
import { statusOf } from "./status.ts";
import { openLink } from "./superapp.ts";
import { tell } from "./tell.ts";
import { useEntry } from "./useEntry.ts";
import { isPicked, type Topic, useTopic } from "./useTopic.ts";

interface ChatScreenProps {
  session: Session;
  product: { id: string; name?: string };
  back?: (() => void) | undefined;
}

export function ChatScreen({ session, product, back }: ChatScreenProps) {
  const { t } = useTranslation();
  const { entry, enter } = useEntry(session, product.id);
  if (entry.step === "in") {
    return (
      <Talk key={entry.chat} session={session} chat={entry.chat} product={product.id} back={back} />
    );
  }
  return (
    <main className={css.screen}>
      <Header title={product.name ?? t("chat.title")} back={back} />
      <LineBanner />
      {entry.step === "place" ? (
        <Places places={entry.places} choose={(place) => enter(place.id)} />
      ) : (
        <div className={css.page}>
          <div className={css.centre}>
            {entry.step === "opening" ? (
              <Loader type="dots" role="status" aria-label={t("opening")} />
            ) : (
              <>
                <p role="alert">{sentence(entry.code)}</p>
                <Button variant="light" onClick={() => enter()}>
                  {t("again")}
                </Button>
              </>
            )}
          </div>
        </div>
      )}
    </main>
  );
}

interface TalkProps {
  session: Session;
  chat: string;
  product: string;
  back?: (() => void) | undefined;
}

function Talk({ session, chat, product, back }: TalkProps) {
  const client = useClient();
  const { t } = useTranslation();
  const state = useThread(chat);
  const aim = useAim();
  const uploads = useMemo(
    () =>
      new Uploads({ endpoint: "/superapp/v1/files/uploads", token: session.token }, (message) =>
        client.write({ type: "send", ...message }),
      ),
    [client, session],
  );
  const attaching = useAttaching(chat, uploads);
  useUploadGuard(uploads);
  const draft = `${client.user?.id ?? ""}/${chat}`;
  useState(() => propose(draft, session));
  const topic = useTopic(session, state);
  const pick = ({ prompt, tag }: Topic) => {
    client.write({ type: "tag.pick", chat, prompt, tag }).settled.catch(tellFailure);
  };
  useFocus(chat);
  useReturn(product, state.chat?.state);

  const card = state.chat;
  const barred = state.phase === "barred";
  return (
    <main className={css.screen}>
      <DropArea drop={barred ? undefined : attaching.attach}>
        <Header
          title={card?.product.name ?? t("chat.title")}
          unread={state.marks.unread}
          status={card === null ? undefined : statusOf(card, t)}
          avatar
          back={back}
          buttons={card === null ? null : <PushBell session={session} person={card.client.id} />}
        />
        <LineBanner />
        {barred ? (
          <div className={css.page}>
            <div className={css.centre}>
              <p role="alert">{sentence(state.code ?? "other")}</p>
            </div>
          </div>
        ) : (
          <Conversation
            state={state}
            side="client"
            tell={(event) => tell(event, t)}
            edit={aim.edit}
            reply={aim.reply}
            open={(link) =>
              openLink(session, link).then(
                (there) => tellOpened(there, link, t),
                () => tellCode("unavailable"),
              )
            }
            pick={(prompt, tag) => pick({ prompt, tag })}
            proposed={topic?.tag}
          />
        )}
        {card?.state === "closed" && card.dialog > 0 ? (
          <NewQuestion session={session} chat={chat} product={product} />
        ) : null}
        {barred ? null : (
          <Composer
            draft={draft}
            limit={client.limits?.text ?? 4000}
            editing={aim.editing}
            replying={aim.replying}
            enclosed={attaching.enclosed}
            attach={attaching.attach}
            send={(text) => {
              if (topic !== null && !isPicked(state, topic)) {
                pick(topic);
              }
              attaching.send(text, aim.replying);
            }}
            save={(seq, text) => {
              aim.leaveEditing();
              return client.write({ type: "edit", chat, seq, text }).settled;
            }}
            leaveEditing={aim.leaveEditing}
            leaveReply={aim.leaveReply}
            typing={(on) => client.typing(chat, on)}
          />
        )}
      </DropArea>
    </main>
  );
}

/** Put the superapp's draft into the field, unless the client has begun to write there. */
function propose(place: string, session: Session): void {
  const words = session.take("draft");
  if (words !== null && draftOf(place) === "") {
    keepDraft(place, words);
  }
}

/** Outside the superapp nobody goes anywhere: then it is said what the app would open. */
function tellOpened(there: boolean, link: LinkView, t: TFunction): void {
  if (!there) {
    tellCode("link_gone");
  } else if (window.parent === window && window.ReactNativeWebView === undefined) {
    notify({ message: t("chat.opensInApp", { title: link.title ?? link.to }) });
  }
}

/** No notices for what is on the screen now. */
function useFocus(chat: string): void {
  const client = useClient();
  const looking = useLooking();
  useEffect(() => {
    client.focus(looking ? chat : null);
    return () => client.focus(null);
  }, [client, chat, looking]);
}

/** Coming back to the screen is an entry: a dialog that ran out of time begins anew. */
function useReturn(product: string, dialog: string | undefined): void {
  const client = useClient();
  const looking = useLooking();
  const away = useRef(false);
  useEffect(() => {
    if (!looking) {
      away.current = true;
    } else if (away.current) {
      away.current = false;
      if (dialog !== undefined && dialog !== "staff") {
        client.open(product).catch(() => undefined);
      }
    }
  }, [client, looking, product, dialog]);
}
