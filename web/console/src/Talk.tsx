/** How does an operator answer a client? */

import { type Chat, isAnswered, type Named } from "@chatserver/protocol";
import {
  Composer,
  type ComposerHandle,
  Conversation,
  DropArea,
  IconBack,
  IconCheck,
  IconInfo,
  sentence,
  tellFailure,
  type Uploads,
  useAim,
  useAttaching,
  useClient,
  useThread,
} from "@chatserver/ui";
import { ActionIcon, Avatar, Button, Loader, Menu } from "@mantine/core";
import {
  type Ref,
  type RefObject,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { StateBadge } from "./ChatRow.tsx";
import css from "./console.module.css";
import { FormerSheet } from "./FormerSheet.tsx";
import { LinkPicker } from "./LinkPicker.tsx";
import { useNoting } from "./noting.ts";
import { RepliesButton } from "./replies/RepliesButton.tsx";
import { useReplies } from "./replies/useReplies.ts";
import { maySend } from "./rights.ts";
import { useTake } from "./take.ts";
import { placeText, tell } from "./tell.ts";
import { useTools } from "./tools.tsx";

/** What the keys of the desk do to the conversation. */
export interface TalkHandle {
  write(): void;
  note(): void;
  canned(): void;
  attach(): void;
  take(): void;
  end(): void;
}

interface TalkProps {
  ref: Ref<TalkHandle>;
  chat: string;
  /** The message that a search has found here. */
  found: { seq: number } | null;
  uploads: Uploads;
  administrator: boolean;
  card: boolean;
  toggleCard(): void;
  /** Whether the list, as it is when nothing is open, has given way to this chat. */
  covering: boolean;
  leave(): void;
  toList(): void;
}

export function Talk(props: TalkProps) {
  const { chat, administrator, card, toggleCard, covering, leave, toList } = props;
  const client = useClient();
  const { t } = useTranslation();
  const state = useThread(chat);
  const aim = useAim();
  // Known before there is a line: what was begun stands there as soon as the chat does.
  const draft = `${useTools().me.id}/${chat}`;
  const noting = useNoting(chat, draft, aim);
  const attaching = useAttaching(chat, props.uploads);
  const composer = useRef<ComposerHandle>(null);
  const take = useTake(state.chat);
  const [former, setFormer] = useState<number | null>(null);
  useImperativeHandle(props.ref, () => ({
    write: () => composer.current?.focus(),
    note: () => {
      noting.turn(!noting.on);
      composer.current?.focus();
    },
    attach: () => composer.current?.attach(),
    take: () => take?.(),
    end: () => end.current?.click(),
    canned: () => replies.current?.open(),
  }));
  const replies = useRef<{ open(): void }>(null);
  const end = useRef<HTMLButtonElement>(null);
  const writable = state.chat !== null && maySend(client.user, state.chat);
  const ready = useReplies(state.chat, writable);

  if (state.phase === "barred") {
    return (
      <div className={css.nothing} role="alert">
        {state.code === "not_found" ? (
          <>
            <h1>{t("talk.barred")}</h1>
            <span>{t("talk.barred.hint")}</span>
          </>
        ) : (
          <h1>{sentence(state.code ?? "other")}</h1>
        )}
        <Button variant="light" size="xs" onClick={leave}>
          {t("talk.back")}
        </Button>
      </div>
    );
  }
  if (state.chat === null) {
    return (
      <div className={css.nothing}>
        <Loader type="dots" role="status" aria-label={t("field.loading")} />
      </div>
    );
  }
  return (
    <DropArea drop={writable && !noting.on ? attaching.attach : undefined}>
      <TalkHeader
        chat={state.chat}
        asks={state.asks === true && isAnswered(state.log)}
        viewers={state.viewers}
        writable={writable}
        card={card}
        toggleCard={toggleCard}
        leave={covering ? leave : null}
        end={end}
        ended={() => composer.current?.offer()}
      />
      <Conversation
        state={state}
        side="staff"
        administrator={administrator}
        found={props.found}
        tell={(event) => tell(event, t)}
        edit={aim.edit}
        reply={writable ? aim.reply : undefined}
        writable={writable}
        former={administrator ? (event) => setFormer(event.seq) : undefined}
      />
      {former === null ? null : (
        <FormerSheet
          chat={chat}
          seq={former}
          close={() => {
            // The menu that led here has gone.
            composer.current?.offer();
            setFormer(null);
          }}
        />
      )}
      {writable ? (
        <Composer
          ref={composer}
          draft={draft}
          aside={noting}
          limit={client.limits?.text ?? 4000}
          editing={aim.editing}
          replying={aim.replying}
          enclosed={attaching.enclosed}
          attach={attaching.attach}
          hints={ready.hints}
          tools={(insert) => (
            <>
              <LinkPicker chat={chat} choose={attaching.attachLink} />
              <RepliesButton ref={replies} ready={ready} insert={insert} />
            </>
          )}
          autoFocus
          send={(text) => attaching.send(text, aim.replying)}
          save={(seq, text) => {
            aim.leaveEditing();
            return client.write({ type: "edit", chat, seq, text }).settled;
          }}
          leaveEditing={aim.leaveEditing}
          leaveReply={aim.leaveReply}
          typing={(on) => client.typing(chat, on)}
          leave={toList}
        />
      ) : (
        <div className={css.readonly}>{t("talk.readonly")}</div>
      )}
    </DropArea>
  );
}

interface TalkHeaderProps {
  chat: Chat;
  asks: boolean;
  viewers: readonly Named[];
  writable: boolean;
  card: boolean;
  toggleCard(): void;
  leave: (() => void) | null;
  end: RefObject<HTMLButtonElement | null>;
  /** Whoever has ended the dialog stands nowhere any more. */
  ended(): void;
}

function TalkHeader(props: TalkHeaderProps) {
  const { chat, viewers, writable, card, toggleCard, leave } = props;
  const { t } = useTranslation();
  return (
    <div className={css.talkHeader}>
      {leave === null ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          radius="xl"
          aria-label={t("talk.back")}
          onClick={leave}
        >
          <IconBack />
        </ActionIcon>
      )}
      <Avatar
        className={css.spare ?? ""}
        name={chat.client.name}
        color="initials"
        radius="xl"
        // Not each of the colours that names come out in can be read on its own veil.
        styles={{ placeholder: { color: "var(--mantine-color-text)" } }}
      />
      <div className={css.talkTitle}>
        <h1 title={chat.client.name}>{chat.client.name}</h1>
        <p>{[chat.product.name, placeText(chat.place)].filter(Boolean).join(" · ")}</p>
        <p role="status" data-testid="viewers" className={css.viewers}>
          {viewers.length === 0
            ? null
            : t("talk.viewers", {
                // Twenty-one are "one" again in Russian, but not where their names are listed.
                count: Math.min(viewers.length, 2),
                names: viewers.map((one) => one.name).join(", "),
              })}
        </p>
      </div>
      <span className={css.spare}>
        <StateBadge chat={chat} />
      </span>
      {writable && chat.state !== "closed" ? (
        <EndDialog chat={chat} asks={props.asks} button={props.end} ended={props.ended} />
      ) : null}
      <ActionIcon
        variant={card ? "light" : "subtle"}
        color={card ? "sea" : "gray"}
        size={36}
        radius="xl"
        aria-label={t("talk.card")}
        aria-pressed={card}
        onClick={toggleCard}
      >
        <IconInfo />
      </ActionIcon>
    </div>
  );
}

interface EndDialogProps {
  chat: Chat;
  /** Whether the client is asked how it was. */
  asks: boolean;
  button: RefObject<HTMLButtonElement | null>;
  ended(): void;
}

function EndDialog({ chat, asks, button, ended }: EndDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const ending = useRef(false);
  const after = useRef(ended);
  after.current = ended;
  useLayoutEffect(
    () => () => {
      // The button goes as soon as there is nothing more to end.
      if (ending.current) {
        after.current();
      }
    },
    [],
  );
  const [ask, setAsk] = useState(true);
  const end = (reason: "solved" | "no_answer") => {
    ending.current = true;
    const close = { type: "dialog.close", chat: chat.id, dialog: chat.dialog, reason } as const;
    client.write(ask ? close : { ...close, ask }).settled.catch((error: unknown) => {
      ending.current = false;
      tellFailure(error);
    });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button ref={button} variant="light" radius="xl" size="sm" aria-label={t("talk.end")}>
          <span className={css.roomy}>{t("talk.end")}</span>
          <span className={css.tight}>
            <IconCheck />
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => end("solved")}>{t("talk.end.solved")}</Menu.Item>
        <Menu.Item onClick={() => end("no_answer")}>{t("talk.end.no_answer")}</Menu.Item>
        {asks ? (
          <>
            <Menu.Divider />
            <Menu.CheckboxItem checked={ask} onChange={setAsk}>
              {t("talk.end.ask")}
            </Menu.CheckboxItem>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
