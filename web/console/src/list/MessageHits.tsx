/** In which chats were these words said? What the list itself does not tell by name and number. */

import { listTime, useClient, useLanguage, useToday } from "@chatserver/ui";
import { Button, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Page } from "../http.ts";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import { type Choice, httpOf } from "./filter.ts";
import { type FoundChat, isSearch, saidIn } from "./found.ts";
import css from "./list.module.css";

interface MessageHitsProps {
  choice: Choice;
  open: string | null;
  choose(chat: string, seq?: number): void;
}

export function MessageHits({ choice, open, choose }: MessageHitsProps) {
  return isSearch(choice.q) ? (
    <Hits key={httpOf(choice).toString()} choice={choice} open={open} choose={choose} />
  ) : null;
}

function Hits({ choice, open, choose }: MessageHitsProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  useToday();
  const [found, setFound] = useState<readonly FoundChat[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const query = httpOf(choice).toString();
  useEffect(() => {
    let here = true;
    http.get<Page<FoundChat>>(`chats?${query}&limit=30`).then(
      (page) => {
        if (here) {
          setFound(saidIn(page.items));
          setCursor(page.next_cursor);
        }
      },
      // The list above has its own answer, and its own trouble.
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [http, query]);
  const more = async () => {
    setBusy(true);
    try {
      const path = `chats?${query}&limit=30&cursor=${encodeURIComponent(cursor ?? "")}`;
      const page = await http.get<Page<FoundChat>>(path);
      setFound([...found, ...saidIn(page.items)]);
      setCursor(page.next_cursor);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (found.length === 0) {
    return null;
  }
  return (
    <section className={css.hits} aria-label={t("hits.title")} data-testid="hits">
      <h2>{t("hits.title")}</h2>
      <ul>
        {found.map((chat) => (
          <Hit key={chat.id} chat={chat} open={chat.id === open} choose={choose} />
        ))}
      </ul>
      {cursor === null ? null : (
        <Button size="compact-xs" variant="subtle" loading={busy} onClick={() => void more()}>
          {t("hits.more")}
        </Button>
      )}
    </section>
  );
}

interface HitProps {
  chat: FoundChat;
  open: boolean;
  choose(chat: string, seq?: number): void;
}

function Hit({ chat, open, choose }: HitProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const client = useClient();
  return (
    <li>
      <UnstyledButton
        className={css.hit}
        aria-current={open || undefined}
        onClick={() => choose(chat.id, chat.hits[0]?.seq ?? undefined)}
      >
        <span className={css.hitTop}>
          <b>{chat.client.name}</b>
          <small>{t("number.short", { number: chat.number })}</small>
          <time dateTime={chat.updated_at}>
            {listTime(chat.updated_at, language, client.now())}
          </time>
        </span>
        {chat.hits.map((hit) => (
          <span key={`${hit.field}/${hit.seq ?? ""}`} className={css.fragment}>
            {hit.field === "note" ? <span className={css.noted}>{t("hits.note")}</span> : null}
            {hit.parts.map((part, at) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one fragment, in order
              part.hit ? <mark key={at}>{part.text}</mark> : part.text,
            )}
          </span>
        ))}
      </UnstyledButton>
    </li>
  );
}
