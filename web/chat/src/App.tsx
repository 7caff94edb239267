/** Which of the client's screens stands now: the products, or the chat with one of them? */

import type { ChatClient } from "@chatserver/protocol";
import { ClientProvider } from "@chatserver/ui";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChatScreen } from "./ChatScreen.tsx";
import { Products } from "./Choices.tsx";
import css from "./chat.module.css";
import { Header } from "./Header.tsx";
import type { Session } from "./session.ts";

/** Stands with the step from the list to a chat. */
const FROM_LIST = "from-list";

interface Where {
  product: { id: string; name?: string } | null;
  /** Whether the list was shown before: then there is a way back to it. */
  fromList: boolean;
}

export function App({ session, client }: { session: Session; client: ChatClient }) {
  const [where, setWhere] = useState<Where>(() => ({
    product: inAddress(),
    // A page that is loaded anew keeps the steps by which one came.
    fromList: window.history.state === FROM_LIST,
  }));
  useEffect(() => {
    const follow = () => setWhere({ product: inAddress(), fromList: true });
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);

  const [over, setOver] = useState(false);
  const endSession = useCallback(() => setOver(true), []);
  const { product, fromList } = where;
  if (over) {
    return <Ended />;
  }
  return (
    <ClientProvider client={client}>
      {product === null ? (
        <Products
          session={session}
          over={endSession}
          choose={({ id, name }) => {
            const address = new URL(window.location.href);
            address.searchParams.set("product", id);
            window.history.pushState(FROM_LIST, "", address);
            setWhere({ product: { id, name }, fromList: true });
          }}
        />
      ) : (
        <ChatScreen
          key={product.id}
          session={session}
          product={product}
          back={fromList ? () => window.history.back() : undefined}
        />
      )}
    </ClientProvider>
  );
}

function inAddress(): { id: string } | null {
  const id = new URLSearchParams(window.location.search).get("product");
  return id === null ? null : { id };
}

/** Without a token there is nothing to show but the way to one. */
export function Ended() {
  const { t } = useTranslation();
  return (
    <main className={css.screen}>
      <Header title={t("chat.title")} />
      <div className={css.page}>
        <div className={css.centre}>
          <h2>{t("ended.title")}</h2>
          <p>{t("ended.text")}</p>
        </div>
      </div>
    </main>
  );
}
