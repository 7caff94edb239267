/** Who are they, what may they do, and for which objects? */

import { useSignal } from "@chatserver/ui";
import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import { useObjectNames } from "../list/useObjectNames.ts";
import { useTools } from "../tools.tsx";
import type { Employee } from "./api.ts";
import { useCrew } from "./crew.ts";
import { StandingBadge } from "./StandingBadge.tsx";

/** So many are drawn at once; typing finds the others. */
const DRAWN = 100;
/** So many objects are named in a line. */
const NAMED = 2;

export function PeopleLines({ people }: { people: readonly Employee[] }) {
  const { t } = useTranslation();
  const { answers } = useCrew();
  const [drawn, setDrawn] = useState(DRAWN);
  const shown = people.slice(0, drawn);
  useObjectNames(shown.flatMap(({ objects }) => (objects ?? []).slice(0, NAMED)));
  return (
    <>
      <Lines
        testId="people"
        heads={["name", "role", ...(answers ? ["department", "objects"] : []), "standing"].map(
          (one) => t(`staff.${one}`),
        )}
      >
        {shown.map((person) => (
          <PersonLine key={person.id} person={person} />
        ))}
      </Lines>
      {people.length > drawn ? (
        <Button mt="md" variant="default" onClick={() => setDrawn(drawn + DRAWN)}>
          {t("staff.more", { count: people.length - drawn })}
        </Button>
      ) : null}
    </>
  );
}

function PersonLine({ person }: { person: Employee }) {
  const { t } = useTranslation();
  const { me } = useTools();
  const { section, answers } = useCrew();
  const path = [section, "people", person.id];
  return (
    <Line path={path} closed={!person.active}>
      <Table.Td>
        <Link path={path}>{person.name}</Link>
        {person.id === me.id ? ` ${t("staff.you")}` : ""}
        <small>{person.email}</small>
      </Table.Td>
      <Table.Td>{person.role.name}</Table.Td>
      {answers ? (
        <>
          <Table.Td>{person.department?.name ?? "–"}</Table.Td>
          <Table.Td>
            <Reach objects={person.objects ?? null} />
          </Table.Td>
        </>
      ) : null}
      <Table.Td>
        <StandingBadge person={person} />
      </Table.Td>
    </Line>
  );
}

function Reach({ objects }: { objects: string[] | null }) {
  const { t } = useTranslation();
  const { directory, me } = useTools();
  const names = useSignal(directory.names);
  if (objects === null) {
    return t("reach.all");
  }
  if (objects.length === 0) {
    // Who sees but a part is told of that part alone.
    return t(me.objects == null ? "reach.none" : "reach.none.yours");
  }
  const told = objects.slice(0, NAMED).map((id) => names.get(id) ?? "…");
  const more = objects.length - told.length;
  return told.join(", ") + (more > 0 ? ` ${t("reach.more", { count: more })}` : "");
}
