/** Which part of the console is shown, and what stands around all of them? */

import { LineBanner, type Uploads, useClient, useSignal, useUploadGuard } from "@chatserver/ui";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { Desk } from "./Desk.tsx";
import { HelpSheet } from "./HelpSheet.tsx";
import { useHere } from "./route.ts";
import { sectionAt, sectionsOf } from "./sections.ts";
import { TopBar } from "./TopBar.tsx";
import { useTools } from "./tools.tsx";

export function Shell({ uploads, administrator }: { uploads: Uploads; administrator: boolean }) {
  const { t } = useTranslation();
  const { session, me } = useTools();
  const { path } = useHere();
  const [help, setHelp] = useState(false);
  const sections = sectionsOf(me);
  const section = sectionAt(path, sections);
  useTitle(t(section === "chats" ? "console.title" : `section.${section}`));
  useNews();
  useUploadGuard(uploads);
  const line = useSignal(useClient().connection);
  if (line.status === "stopped" && line.why === "barred") {
    return <Barred leave={() => void session.signOut()} />;
  }
  const showKeys = () => setHelp(true);
  return (
    <div className={css.desk}>
      <HelpSheet opened={help} close={() => setHelp(false)} />
      <TopBar sections={sections} section={section} keys={showKeys} />
      <LineBanner signIn={() => void session.signOut()} />
      <Desk uploads={uploads} administrator={administrator} help={showKeys} />
    </div>
  );
}

/** Clients' words and phones do not stay on the screen of who may see them no more. */
function Barred({ leave }: { leave(): void }) {
  const { t } = useTranslation();
  return (
    <main className={css.login}>
      <p role="alert">{t("line.barred")}</p>
      <Button onClick={leave}>{t("person.logout")}</Button>
    </main>
  );
}

/** Rights and presence may have changed since the sign-in, on another device too. */
function useNews(): void {
  const { api, session } = useTools();
  useEffect(() => {
    api.me().then(
      (me) => session.learn(me),
      // What is known from the sign-in serves until the next visit.
      () => undefined,
    );
  }, [api, session]);
}

/** How much is new can be read off the browser's tab. */
function useTitle(title: string): void {
  const { counts } = useSignal(useClient().inbox.state);
  useEffect(() => {
    document.title = counts.new > 0 ? `(${counts.new}) ${title}` : title;
  }, [counts.new, title]);
}
