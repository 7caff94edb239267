/** Who answers: a department, and of it the named ones, or anybody? */

import { MultiSelect, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import type { Mistakes } from "../trouble.ts";
import { type Choices, peopleOf } from "./choices.ts";

interface Team {
  department: string | null;
  staff: string[];
}

interface TeamFieldsProps {
  team: Team;
  set(team: Team): void;
  choices: Choices;
  /** Where the team stands in the document. */
  pointer: string;
  mistakes: Mistakes;
  readOnly: boolean;
}

export function TeamFields({ team, set, choices, pointer, mistakes, readOnly }: TeamFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={css.pair}>
      <Select
        // Unfolded it would hide what is wrong with it.
        openOnFocus={false}
        label={t("filter.departments")}
        readOnly={readOnly}
        searchable
        error={mistakes.at(`${pointer}/department`)}
        value={team.department}
        onChange={(department) => set({ ...team, department, staff: [] })}
        data={choices.departments.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <MultiSelect
        label={t("team.staff")}
        readOnly={readOnly}
        searchable
        hidePickedOptions
        error={mistakes.at(`${pointer}/staff`, true)}
        placeholder={team.staff.length === 0 ? t("team.anybody") : ""}
        value={team.staff}
        onChange={(staff) => set({ ...team, staff })}
        data={peopleOf(choices.staff, team).map(({ id, name, gone }) => ({
          value: id,
          label: gone === null ? name : t(`team.${gone}`, { name }),
        }))}
      />
    </div>
  );
}
