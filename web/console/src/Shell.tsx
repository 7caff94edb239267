/** Which part of the console is shown, and what stands around all of them? */

import {
  Bulkhead,
  LineBanner,
  type Uploads,
  useClient,
  useSignal,
  useUploadGuard,
} from "@chatserver/ui";
import { Anchor, Button, Loader } from "@mantine/core";
import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useArrival } from "./arrival.ts";
import css from "./console.module.css";
import { Desk } from "./Desk.tsx";
import { ExportPanel } from "./exports/ExportPanel.tsx";
import { HelpSheet } from "./HelpSheet.tsx";
import { countText } from "./list/filter.ts";
import { Newsroom } from "./news/Newsroom.tsx";
import { useHere } from "./route.ts";
import { type Section, sectionAt, sectionsOf } from "./sections.ts";
import { TopBar } from "./TopBar.tsx";
import { PageNameProvider, usePageTitle } from "./title.tsx";
import { useTools } from "./tools.tsx";

// Most employees answer chats all day, and never fetch the rest.
const PAGES: Readonly<Record<Exclude<Section, "chats">, ComponentType>> = {
  clients: lazy(() => import("./clients/ClientSection.tsx")),
  objects: lazy(() => import("./objects/ObjectSection.tsx")),
  miniapps: lazy(() => import("./miniapps/MiniappSection.tsx")),
  orders: lazy(() => import("./orders/OrderSection.tsx")),
  widgets: lazy(() => import("./widgets/WidgetSection.tsx")),
  subscriptions: lazy(() => import("./subscriptions/SubscriptionSection.tsx")),
  staff: lazy(() => import("./staff/StaffSection.tsx")),
  reports: lazy(() => import("./reports/ReportSection.tsx")),
  integration: lazy(() => import("./integration/IntegrationSection.tsx")),
  organisation: lazy(() => import("./organisation/OrganisationSection.tsx")),
  orgs: lazy(() => import("./orgs/OrgSection.tsx")),
  superapps: lazy(() => import("./superapps/SuperappSection.tsx")),
  platform: lazy(() => import("./staff/PlatformSection.tsx")),
  moderation: lazy(() => import("./moderation/ModerationSection.tsx")),
};

interface ShellProps {
  /** Null: an employee who sees no chats, and has no line to them. */
  uploads: Uploads | null;
  administrator: boolean;
}

export function Shell({ uploads, administrator }: ShellProps) {
  const { t } = useTranslation();
  const { session, me } = useTools();
  const { path } = useHere();
  const [help, setHelp] = useState(false);
  const sections = sectionsOf(me);
  const section = sectionAt(path, sections);
  const Page =
    section === null || section === "barred" || section === "chats" ? null : PAGES[section];
  const desk = useRef<HTMLDivElement>(null);
  useNews();
  useArrival(desk);
  const showKeys = () => setHelp(true);
  const { title, put } = usePageTitle(
    t(section === null || section === "chats" ? "console.title" : `section.${section}`),
  );
  const frame = (
    <div ref={desk} className={css.desk}>
      <HelpSheet opened={help} close={() => setHelp(false)} />
      <TopBar sections={sections} section={section} keys={showKeys} />
      {uploads === null ? null : <LineBanner signIn={() => void session.signOut()} />}
      {section === "chats" && uploads !== null ? (
        <Desk uploads={uploads} administrator={administrator} help={showKeys} />
      ) : null}
      <ExportPanel />
      <Bulkhead key={section}>
        <PageNameProvider value={put}>
          <Suspense fallback={<Coming />}>{Page === null ? null : <Page />}</Suspense>
        </PageNameProvider>
      </Bulkhead>
      {section === "barred" ? <BarredSection known={me.permissions !== undefined} /> : null}
      {section === null ? <NoSection platform={me.org === null} /> : null}
    </div>
  );
  return uploads === null ? (
    <Titled title={title}>{frame}</Titled>
  ) : (
    <Live title={title} uploads={uploads}>
      {frame}
    </Live>
  );
}

/** Whose role opens nothing here is told where their work is done. */
function NoSection({ platform }: { platform: boolean }) {
  const { t } = useTranslation();
  return (
    <main className={css.nothing}>
      <h1>{t("section.none")}</h1>
      <span>{t(platform ? "section.none.platform" : "section.none.staff")}</span>
      {platform ? <Anchor href="/docs">{t("section.none.docs")}</Anchor> : null}
    </main>
  );
}

/** An address was typed, or was sent by a colleague who may do more. */
function BarredSection({ known }: { known: boolean }) {
  const { t } = useTranslation();
  if (!known) {
    return <Coming />;
  }
  return (
    <main className={css.nothing} data-testid="barred-section">
      <div role="alert">
        <h1>{t("section.barred")}</h1>
      </div>
      <span>{t("section.barred.hint")}</span>
    </main>
  );
}

interface TitledProps {
  title: string;
  children: ReactNode;
}

function Titled({ title, children }: TitledProps) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return children;
}

/** With a line to the chats: how much is new can be read off the browser's tab, in every section. */
function Live({ title, uploads, children }: TitledProps & { uploads: Uploads }) {
  const { session } = useTools();
  const client = useClient();
  const { counts } = useSignal(client.inbox.state);
  useUploadGuard(uploads);
  useRights(client.user?.permissions);
  const line = useSignal(client.connection);
  if (line.status === "stopped" && line.why === "barred") {
    return <Barred leave={() => void session.signOut()} />;
  }
  return (
    <Titled title={counts.new > 0 ? `(${countText(counts.new)}) ${title}` : title}>
      <Newsroom />
      {children}
    </Titled>
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

/** The line begins anew when a right is given or taken: then the sections are others, too. */
function useRights(permissions: readonly string[] | undefined): void {
  const { api, session, me } = useTools();
  const [known, now] = [me.permissions, permissions].map((one) => one?.toSorted().join());
  useEffect(() => {
    if (now !== undefined && now !== known) {
      api.me().then(
        (fresh) => session.learn(fresh),
        () => undefined,
      );
    }
  }, [api, session, known, now]);
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

/** A part of the console that is fetched when it is opened first is on its way. */
function Coming() {
  const { t } = useTranslation();
  return (
    <main className={css.nothing} data-coming>
      <Loader type="dots" role="status" aria-label={t("field.loading")} />
    </main>
  );
}
