/** Who works here, with which role, where? Those who have left stand last. */

import { IconPlus, useLanguage } from "@chatserver/ui";
import { Button, Group } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { type Team, team } from "./api.ts";
import { useCrew } from "./crew.ts";
import { EVERYBODY, narrowed } from "./narrowing.ts";
import { PeopleFilter } from "./PeopleFilter.tsx";
import { PeopleLines } from "./PeopleLines.tsx";
import { PersonSheet } from "./PersonSheet.tsx";

export function People() {
  const { http, directory } = useTools();
  const crew = useCrew();
  const loading = useLoading(useCallback(() => team(http, crew), [http, crew]));
  const changed = () => {
    // The filters of the chats name the employees, too.
    directory.forget("staff");
    loading.reload();
  };
  return <WhenHere loading={loading}>{(team) => <Whole team={team} changed={changed} />}</WhenHere>;
}

function Whole({ team, changed }: { team: Team; changed(): void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { me } = useTools();
  const { section } = useCrew();
  const route = useRoute();
  const { path, query } = useHere();
  const [, , id] = path;
  // Other places ask for those of a role or a department.
  const [by, setBy] = useState({
    ...EVERYBODY,
    role: query.get("role"),
    department: query.get("department"),
  });
  const found = useMemo(() => narrowed(team.people, by, language), [team, by, language]);
  const alone = team.people.every((one) => one.id === me.id);
  return (
    <>
      {alone ? null : (
        <PeopleFilter team={team} by={by} set={(change) => setBy({ ...by, ...change })} />
      )}
      <Group justify="space-between" mb="sm">
        <p className={css.quiet} role="status">
          {t("staff.count", { count: found.length })}
        </p>
        <Button
          leftSection={<IconPlus size={17} />}
          onClick={() => route.go([section, "people", "new"])}
        >
          {t("staff.add")}
        </Button>
      </Group>
      {found.length > 0 ? (
        <PeopleLines people={found} />
      ) : (
        <div className={css.blank}>
          <span>{t("staff.none")}</span>
          <Button variant="light" size="xs" onClick={() => setBy(EVERYBODY)}>
            {t("staff.everybody")}
          </Button>
        </div>
      )}
      {alone ? <p className={css.blank}>{t("staff.alone")}</p> : null}
      <PersonSheet
        id={id ?? null}
        team={team}
        close={() => route.go([section, "people"])}
        changed={changed}
      />
    </>
  );
}
