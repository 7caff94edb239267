/** Which departments answer clients? */

import type { Named } from "@chatserver/protocol";
import { IconPlus } from "@chatserver/ui";
import { Button, Group, Table } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Cards } from "./api.ts";
import { CardSheet } from "./CardSheet.tsx";
import { DepartmentCard } from "./DepartmentCard.tsx";
import { useLineGone } from "./useLineGone.ts";

export function Departments() {
  const { t } = useTranslation();
  const { http, directory } = useTools();
  const route = useRoute();
  const [, tab, named = null] = useHere().path;
  // Who may see this alone has been led here from the other tabs' addresses.
  const id = tab === "departments" ? named : null;
  const cards = useMemo(() => new Cards<Named>(http, "departments"), [http]);
  const loading = useLoading(useCallback(() => http.all<Named>("departments"), [http]));
  const { to, mark } = useLineGone(loading.now);
  const close = () => route.go(["staff", "departments"]);
  const done = () => {
    directory.forget("departments");
    loading.reload();
    close();
  };
  return (
    <WhenHere loading={loading}>
      {(departments) => (
        <>
          <Group justify="flex-end" mb="sm">
            <Button
              ref={to}
              leftSection={<IconPlus size={17} />}
              onClick={() => route.go(["staff", "departments", "new"])}
            >
              {t("department.add")}
            </Button>
          </Group>
          {departments.length === 0 ? (
            <div className={css.blank}>{t("department.none")}</div>
          ) : (
            <Lines departments={departments} />
          )}
          <CardSheet
            id={id}
            title={departments.find((one) => one.id === id)?.name ?? t(titleOf(id))}
            cards={cards}
            close={close}
          >
            {({ card, typing }) => (
              <DepartmentCard
                card={card}
                cards={cards}
                close={close}
                done={done}
                removed={() => {
                  mark();
                  done();
                }}
                typing={typing}
              />
            )}
          </CardSheet>
        </>
      )}
    </WhenHere>
  );
}

function titleOf(id: string | null): string {
  return id === "new" ? "department.new" : "department.one";
}

function Lines({ departments }: { departments: readonly Named[] }) {
  const { language } = useTranslation().i18n;
  const order = new Intl.Collator(language);
  const route = useRoute();
  return (
    <div className={css.scroll}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="departments">
        <Table.Tbody>
          {departments
            .toSorted((a, b) => order.compare(a.name, b.name))
            .map(({ id, name }) => (
              <Table.Tr
                key={id}
                style={{ cursor: "pointer" }}
                onClick={(event) => {
                  if (!event.defaultPrevented) {
                    route.go(["staff", "departments", id]);
                  }
                }}
              >
                <Table.Td>
                  <Link path={["staff", "departments", id]}>{name}</Link>
                </Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
