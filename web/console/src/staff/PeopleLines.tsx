/** Who are they, what may they do, and for which objects? */

import { useSignal } from "@chatserver/ui";
import { Button, Table } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import { EVERYTHING } from "../list/filter.ts";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import type { Employee } from "./api.ts";
import { StandingBadge } from "./StandingBadge.tsx";
import own from "./staff.module.css";

/** So many are drawn at once; typing finds the others. */
const DRAWN = 100;
/** So many objects are named in a line. */
const NAMED = 2;

export function PeopleLines({ people }: { people: readonly Employee[] }) {
  const { t } = useTranslation();
  const [drawn, setDrawn] = useState(DRAWN);
  const shown = people.slice(0, drawn);
  useNames(shown);
  return (
    <>
      <div className={`${css.scroll} ${own.lines}`}>
        <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="people">
          <Table.Thead>
            <Table.Tr>
              {["name", "role", "department", "objects", "standing"].map((column) => (
                <Table.Th key={column}>{t(`staff.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((person) => (
              <Line key={person.id} person={person} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {people.length > drawn ? (
        <Button mt="md" variant="default" onClick={() => setDrawn(drawn + DRAWN)}>
          {t("staff.more", { count: people.length - drawn })}
        </Button>
      ) : null}
    </>
  );
}

function Line({ person }: { person: Employee }) {
  const { t } = useTranslation();
  const route = useRoute();
  const { me } = useTools();
  const path = ["staff", "people", person.id];
  return (
    <Table.Tr
      data-closed={!person.active || undefined}
      style={{ cursor: "pointer" }}
      onClick={(event) => {
        if (!event.defaultPrevented) {
          route.go(path);
        }
      }}
    >
      <Table.Td>
        <Link path={path}>{person.name}</Link>
        {person.id === me.id ? ` ${t("staff.you")}` : ""}
        <small>{person.email}</small>
      </Table.Td>
      <Table.Td>{person.role.name}</Table.Td>
      <Table.Td>{person.department?.name ?? "–"}</Table.Td>
      <Table.Td>
        <Reach objects={person.objects} />
      </Table.Td>
      <Table.Td>
        <StandingBadge person={person} />
      </Table.Td>
    </Table.Tr>
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

/** Learn what the objects of these lines are called. */
function useNames(people: readonly Employee[]): void {
  const { directory } = useTools();
  const ids = [...new Set(people.flatMap(({ objects }) => (objects ?? []).slice(0, NAMED)))];
  const wanted = ids.sort().join();
  useEffect(() => {
    if (wanted !== "") {
      const objects = wanted.split(",");
      void directory
        .learnEstate()
        .then(() => directory.resolve({ ...EVERYTHING, lists: { objects } }));
    }
  }, [directory, wanted]);
}
