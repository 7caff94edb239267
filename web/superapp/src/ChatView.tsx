/** How does the chat stand in the superapp? The screen at `/chat/` in a frame. */

import type { HostScreen } from "@chatserver/sdk";
import type { Chat } from "@chatserver/sdk/host";
import { useLanguage } from "@chatserver/ui";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Bar } from "./Bar.tsx";
import type { Shell } from "./shell.ts";
import css from "./superapp.module.css";

interface ChatViewProps {
  chat: Chat;
  client: string;
  shell: Shell;
  close(): void;
}

export function ChatView({ chat, client, shell, close }: ChatViewProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      const mine = event.source === frame.current?.contentWindow;
      if (mine && event.origin === window.location.origin && event.data?.type === "chat.link") {
        shell.push({
          kind: "screen",
          screen: String(event.data.to) as HostScreen,
          target: event.data.target === null ? null : String(event.data.title),
        });
      }
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [shell]);
  const asked = new URLSearchParams({ demo: client, product: chat.product, lang: language });
  // Behind the sign that no server is told of.
  const { draft, tag, place } = chat;
  const proposed = Object.entries({ draft, tag, place }).filter(([, value]) => value !== null);
  const behind = `#${new URLSearchParams(proposed as [string, string][])}`;
  return (
    <section className={css.view} aria-label={t("chat")}>
      <Bar title={t("chat")} back={close} />
      <iframe
        ref={frame}
        className={css.fill}
        title={t("chat")}
        src={`/chat/?${asked}${behind}`}
        allow="microphone; clipboard-write"
      />
    </section>
  );
}
