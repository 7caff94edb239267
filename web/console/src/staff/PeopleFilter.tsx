/** Whom does an Administrator look for? */

import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import type { Team } from "./api.ts";
import { useCrew } from "./crew.ts";
import type { Narrowing } from "./narrowing.ts";
import { STANDINGS } from "./person.ts";

interface PeopleFilterProps {
  team: Team;
  by: Narrowing;
  set(change: Partial<Narrowing>): void;
}

export function PeopleFilter({ team, by, set }: PeopleFilterProps) {
  const { t } = useTranslation();
  const { answers } = useCrew();
  const choices = (named: Team["departments"]) =>
    named.map(({ id, name }) => ({ value: id, label: name }));
  const any = { placeholder: t("field.any"), clearable: true, searchable: true };
  return (
    <search className={own.filter}>
      <TextInput
        label={t("staff.search")}
        type="search"
        maxLength={100}
        value={by.q}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <Select
        {...any}
        label={t("staff.role")}
        value={by.role}
        onChange={(role) => set({ role })}
        data={choices(team.roles)}
      />
      {answers ? (
        <Select
          {...any}
          label={t("staff.department")}
          value={by.department}
          onChange={(department) => set({ department })}
          data={choices(team.departments)}
        />
      ) : null}
      <Select
        {...any}
        label={t("staff.standing")}
        value={by.standing}
        onChange={(value) => set({ standing: STANDINGS.find((one) => one === value) ?? null })}
        data={STANDINGS.map((value) => ({ value, label: t(`standing.${value}`) }))}
      />
    </search>
  );
}
