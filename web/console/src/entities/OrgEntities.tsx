/** Who of an organisation can be paid? The platform writes it down, from the organisation's papers. */

import { Button, Group, Stack } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardTab, type TabLines } from "../cards/CardTab.tsx";
import { Confirm } from "../cards/Confirm.tsx";
import css from "../office.module.css";
import type { Org } from "../orgs/org.ts";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { EntityCard } from "./EntityCard.tsx";
import { EntitySheet } from "./EntitySheet.tsx";
import type { Account, Entity } from "./entity.ts";
import { NewAccount } from "./NewAccount.tsx";

export function OrgEntities({ org }: { org: Org }) {
  const { me } = useTools();
  const mayEdit = me.permissions?.includes("platform.orgs") === true && org.closed_at === null;
  const { id } = org;
  const Lines = useMemo(
    () => (props: TabLines<Entity>) => <Entities {...props} org={id} mayEdit={mayEdit} />,
    [id, mayEdit],
  );
  return (
    <CardTab
      at={["orgs", id, "entities"]}
      path={`orgs/${id}/legal-entities`}
      word="entities"
      Lines={Lines}
      Open={EntityCard}
      readOnly={!mayEdit}
    />
  );
}

type EntitiesProps = TabLines<Entity> & { org: string; mayEdit: boolean };

function Entities({ lines, again, org, mayEdit }: EntitiesProps) {
  const { t } = useTranslation();
  if (lines.length === 0) {
    return <div className={css.blank}>{t("entities.none")}</div>;
  }
  return (
    <Stack gap="sm">
      {lines.map((entity) =>
        mayEdit ? (
          <Changeable key={entity.id} entity={entity} org={org} again={again} />
        ) : (
          <EntitySheet key={entity.id} entity={entity} />
        ),
      )}
    </Stack>
  );
}

interface ChangeableProps {
  entity: Entity;
  org: string;
  again(): void;
}

function Changeable({ entity, org, again }: ChangeableProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Account | null>(null);
  const path = `orgs/${org}/legal-entities/${entity.id}/accounts`;
  return (
    <EntitySheet entity={entity} end={setEnding}>
      {adding ? (
        <NewAccount
          path={path}
          leave={() => setAdding(false)}
          done={() => {
            setAdding(false);
            again();
          }}
        />
      ) : (
        <Group mt="sm" gap="xs">
          <Button
            size="xs"
            variant="light"
            aria-label={t("entities.account.add.label", { name: entity.name })}
            onClick={() => setAdding(true)}
          >
            {t("entities.account.add")}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={t("entities.change.label", { name: entity.name })}
            onClick={() => route.go(["orgs", org, "entities", entity.id])}
          >
            {t("entities.change")}
          </Button>
        </Group>
      )}
      <Confirm
        title={ending === null ? null : t("entities.account.end.title", { number: ending.number })}
        label={t("entities.account.end")}
        leave={() => setEnding(null)}
        act={async () => {
          await http.delete(`${path}/${ending?.id ?? ""}`);
          tellDone(t("entities.account.ended"));
          setEnding(null);
          again();
        }}
      >
        {t("entities.account.end.hint")}
      </Confirm>
    </EntitySheet>
  );
}
