/** Who are the clients, and where do they live? */

import { IconPlus, phoneInGroups, speakAlso } from "@chatserver/ui";
import { Button, Group, Select, Table } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardSheet } from "../cards/CardSheet.tsx";
import own from "../cards/cards.module.css";
import { Cards } from "../cards/cards.ts";
import { Line, Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { SearchField } from "../cards/SearchField.tsx";
import { usePages } from "../cards/usePages.ts";
import { ImportSheet } from "../imports/ImportSheet.tsx";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { clientsEn } from "../words/clients.en.ts";
import { clientsRu } from "../words/clients.ru.ts";
import { ClientCard } from "./ClientCard.tsx";
import type { Client } from "./client.ts";
import { ObjectsButton } from "./ObjectsButton.tsx";
import { TesterBadge } from "./TesterBadge.tsx";

speakAlso({ ru: clientsRu, en: clientsEn });

interface Narrowing {
  q: string;
  objects: string[];
  tester: boolean | null;
}

export default function ClientSection() {
  const { t } = useTranslation();
  const { http, me } = useTools();
  const route = useRoute();
  const { path, query } = useHere();
  const [, named] = path;
  const id = named === undefined || named === "import" ? null : named;
  const [by, setBy] = useState<Narrowing>({
    q: "",
    // Other places ask for who lives in an object.
    objects: query.getAll("objects"),
    tester: null,
  });
  const pages = usePages<Client>(http, "clients", { ...by });
  const cards = useMemo(() => new Cards<Client>(http, "clients"), [http]);
  const narrowed = by.q !== "" || by.objects.length > 0 || by.tester !== null;
  const mayEdit = me.permissions?.includes("clients.edit") === true;
  const close = () => route.go(["clients"]);
  const done = () => {
    pages.loading.reload();
    close();
  };
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.clients")}</h1>
          {mayEdit ? (
            <Group gap="xs" justify="flex-end" className={css.push ?? ""}>
              <Button variant="default" onClick={() => route.go(["clients", "import"])}>
                {t("import.open")}
              </Button>
              <Button
                leftSection={<IconPlus size={17} />}
                onClick={() => route.go(["clients", "new"])}
              >
                {t("clients.add")}
              </Button>
            </Group>
          ) : null}
        </div>
        <Filter by={by} set={(change) => setBy({ ...by, ...change })} />
        <Paged pages={pages} none={t(narrowed ? "cards.none" : "clients.none")}>
          {(clients) => <ClientLines clients={clients} />}
        </Paged>
        <CardSheet
          id={id}
          title={t(id === "new" ? "clients.new" : "clients.one")}
          cards={cards}
          close={close}
        >
          {(shown) => <ClientCard {...shown} {...{ cards, close, done, mayEdit }} />}
        </CardSheet>
        <ImportSheet kind="clients" done={pages.loading.reload} />
      </div>
    </main>
  );
}

function Filter({ by, set }: { by: Narrowing; set(change: Partial<Narrowing>): void }) {
  const { t } = useTranslation();
  return (
    <search className={own.filter}>
      <SearchField label={t("clients.search")} search={(q) => set({ q })} />
      <ObjectsButton value={by.objects} change={(objects) => set({ objects })} />
      <Select
        label={t("clients.testers")}
        clearable
        placeholder={t("field.any")}
        value={by.tester === null ? null : String(by.tester)}
        onChange={(value) => set({ tester: value === null ? null : value === "true" })}
        data={[
          { value: "true", label: t("clients.testers.only") },
          { value: "false", label: t("clients.testers.without") },
        ]}
      />
    </search>
  );
}

/** So many addresses are named in a line. */
const NAMED = 2;

function ClientLines({ clients }: { clients: readonly Client[] }) {
  const { t } = useTranslation();
  return (
    <Lines
      testId="clients"
      heads={["name", "phone", "premises"].map((column) => t(`clients.${column}`))}
    >
      {clients.map(({ id, name, phone, tester, premises }) => (
        <Line key={id} path={["clients", id]}>
          <Table.Td>
            <Link path={["clients", id]}>{name}</Link> {tester ? <TesterBadge /> : null}
          </Table.Td>
          <Table.Td className={own.count}>{phoneInGroups(phone) || "–"}</Table.Td>
          <Table.Td>
            {premises.length === 0 ? t("clients.premises.none") : null}
            {premises
              .slice(0, NAMED)
              .map((place) => place.address || place.name)
              .join("; ")}
            {premises.length > NAMED
              ? ` ${t("clients.more", { count: premises.length - NAMED })}`
              : ""}
          </Table.Td>
        </Line>
      ))}
    </Lines>
  );
}
