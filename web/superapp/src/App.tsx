/** Which of the superapp's screens stands now, and what lies over it? */

import { LanguageSwitch, useTitle } from "@chatserver/ui";
import { Avatar, Loader } from "@mantine/core";
import {
  type FocusEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useTranslation } from "react-i18next";
import { ChatView } from "./ChatView.tsx";
import { Failed } from "./Failed.tsx";
import { LetIns } from "./LetIns.tsx";
import { MiniappView } from "./MiniappView.tsx";
import { PaymentView } from "./PaymentView.tsx";
import { PlainScreen } from "./PlainScreen.tsx";
import { Questions } from "./Questions.tsx";
import type { Me, Screen, Session, Tile } from "./session.ts";
import type { Question, Shell, View } from "./shell.ts";
import css from "./superapp.module.css";
import { Tiles } from "./Tiles.tsx";
import { useWayBack } from "./useWayBack.ts";

export const SCREENS: readonly Screen[] = ["home", "house", "showcase", "services"];
type Tab = Screen | "mine";

interface Loaded {
  me: Me;
  tiles: Tile[];
}

export function App({ session, shell }: { session: Session; shell: Shell }) {
  const { t } = useTranslation();
  const { views, question, opening } = useSyncExternalStore(shell.follow, shell.shown);
  const [tab, setTab] = useState<Tab>("home");
  useTitle(`${t(`screen.${tab}`)} · ${t("superapp")}`);
  const [loaded, reload] = useLoaded(session);
  useWayBack(shell, views.length);
  useLink(shell);
  const over = views.length > 0;
  useFocusAfter(over, question);
  const onFocus = useFocusBelow(over);
  return (
    <div className={css.shell}>
      <div
        className={css.base}
        inert={over || undefined}
        aria-hidden={over || undefined}
        onFocus={onFocus}
      >
        <header className={css.header}>
          <Avatar color="sea" radius="xl" name={person(loaded)} aria-hidden="true" />
          <div className={css.heading}>
            <h1>{person(loaded)}</h1>
            <p>{typeof loaded === "string" ? "" : loaded.me.org.name}</p>
          </div>
          {opening ? <Loader size="sm" role="status" aria-label={t("opening")} /> : null}
          <LanguageSwitch />
        </header>
        <nav className={css.tabs} aria-label={t("tabs")}>
          {[...SCREENS, "mine" as const].map((one) => (
            <button
              key={one}
              type="button"
              aria-current={one === tab ? "page" : undefined}
              onClick={() => setTab(one)}
            >
              {t(`screen.${one}`)}
            </button>
          ))}
        </nav>
        <main className={css.page}>
          <Page tab={tab} loaded={loaded} reload={reload} session={session} shell={shell} />
        </main>
      </div>
      {views.map((view, index) => (
        <Over
          key={view.key}
          view={view}
          top={index === views.length - 1}
          shell={shell}
          session={session}
        />
      ))}
      <Questions
        question={question}
        premises={typeof loaded === "string" ? [] : loaded.me.premises}
        framed={over}
        answer={(value) => shell.answer(value)}
      />
    </div>
  );
}

interface PageProps {
  tab: Tab;
  loaded: Loaded | "loading" | "failed";
  reload(): void;
  session: Session;
  shell: Shell;
}

function Page({ tab, loaded, reload, session, shell }: PageProps) {
  const { t } = useTranslation();
  if (loaded === "loading") {
    return <Loader type="dots" role="status" aria-label={t("opening")} />;
  }
  if (loaded === "failed") {
    return <Failed again={reload} />;
  }
  if (tab === "mine") {
    return <LetIns session={session} shell={shell} />;
  }
  return <Tiles tiles={loaded.tiles.filter(({ screen }) => screen === tab)} shell={shell} />;
}

function Over({ view, top, shell, session }: OverProps) {
  const close = () => shell.leave(view.key);
  return (
    <div className={css.over} hidden={!top}>
      {view.kind === "miniapp" ? (
        <MiniappView view={view} top={top} shell={shell} session={session} />
      ) : null}
      {view.kind === "chat" ? (
        <ChatView chat={view.chat} client={session.client} shell={shell} close={close} />
      ) : null}
      {view.kind === "payment" ? <PaymentView page={view.page} close={close} /> : null}
      {view.kind === "screen" ? (
        <PlainScreen screen={view.screen} target={view.target} close={close} />
      ) : null}
    </div>
  );
}

interface OverProps {
  view: View;
  top: boolean;
  shell: Shell;
  session: Session;
}

function useLoaded(session: Session): [Loaded | "loading" | "failed", () => void] {
  const [loaded, setLoaded] = useState<Loaded | "loading" | "failed">("loading");
  const load = () => {
    setLoaded("loading");
    Promise.all([session.me(), session.tiles()]).then(
      ([me, tiles]) => setLoaded({ me, tiles }),
      () => setLoaded("failed"),
    );
  };
  useEffect(load, [session]);
  return [loaded, load];
}

/**
 * After a question about a mini-app the focus is beside its frame: into it leads only a touch. And
 * at once: what the client touches next is not to lose it again.
 */
function useFocusAfter(over: boolean, question: Question | null): void {
  const asked = useRef(false);
  useLayoutEffect(() => {
    if (asked.current && question === null && over) {
      const back = document.querySelectorAll<HTMLElement>("[data-back]");
      back[back.length - 1]?.focus();
    }
    asked.current = question !== null;
  }, [over, question]);
}

/** Nothing lies over the screens any more: the focus is where it was on them, and nothing scrolls. */
function useFocusBelow(over: boolean): (event: FocusEvent<HTMLElement>) => void {
  const last = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (!over && document.activeElement === document.body) {
      last.current?.focus({ preventScroll: true });
    }
  }, [over]);
  return ({ target }) => {
    last.current = target;
  };
}

/** A link leads right into a mini-app (`?miniapp=…&start=…&screen=…&anchor=…`), and so does a push. */
function useLink(shell: Shell): void {
  useEffect(() => {
    const said = new URLSearchParams(window.location.search);
    const app = said.get("miniapp");
    if (app !== null) {
      const begin = ["start", "screen", "anchor", "notification", "params"].flatMap((name) => {
        const value = said.get(name);
        return value === null ? [] : [[name, value]];
      });
      const from = said.has("notification") ? "push" : "deeplink";
      void shell.open(app, { from, ...Object.fromEntries(begin) });
    }
  }, [shell]);
}

function person(loaded: Loaded | string): string {
  return typeof loaded === "object" ? loaded.me.name : "";
}

/** Opened without a client: there is a page to choose one. */
export function Nobody() {
  const { t } = useTranslation();
  useTitle(t("superapp"));
  return (
    <main className={css.page}>
      <h1>{t("superapp")}</h1>
      <p>
        <a href="/demo/">{t("nobody")}</a>
      </p>
    </main>
  );
}
