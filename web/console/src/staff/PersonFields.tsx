/** Who is it, what is their role, and of which objects do they see the chats? */

import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Editing } from "../cards/useEditing.ts";
import css from "../office.module.css";
import type { Team } from "./api.ts";
import { useCrew } from "./crew.ts";
import { EMAIL_MAX, NAME_MAX, type PersonDraft } from "./person.ts";
import { ReachField } from "./ReachField.tsx";

interface PersonFieldsProps {
  editing: Editing<PersonDraft>;
  team: Team;
  fresh: boolean;
  readOnly: boolean;
}

export function PersonFields({ editing, team, fresh, readOnly }: PersonFieldsProps) {
  const { t } = useTranslation();
  const { draft, set, mistakes } = editing;
  const { answers } = useCrew();
  const role = team.roles.find(({ id }) => id === draft.role);
  return (
    <>
      <div className={css.pair}>
        <TextInput
          data-autofocus={fresh || undefined}
          label={t("staff.person.name")}
          withAsterisk
          readOnly={readOnly}
          maxLength={NAME_MAX}
          autoComplete="off"
          error={mistakes.at("/name")}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("staff.email")}
          type="email"
          withAsterisk
          readOnly={readOnly}
          maxLength={EMAIL_MAX}
          autoComplete="off"
          description={fresh ? t("staff.email.hint") : undefined}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={mistakes.at("/email")}
          value={draft.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
      </div>
      <div className={css.pair}>
        <Select
          // Unfolded it would hide what is wrong with it.
          openOnFocus={false}
          label={t("staff.role")}
          withAsterisk
          searchable
          allowDeselect={false}
          readOnly={readOnly}
          placeholder={t("staff.role.choose")}
          error={mistakes.at("/role")}
          value={draft.role}
          onChange={(value) => set({ role: value })}
          data={team.roles.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {answers ? (
          <Select
            label={t("staff.department")}
            clearable
            searchable
            readOnly={readOnly}
            placeholder={t("staff.department.none")}
            description={team.departments.length === 0 ? t("staff.departments.none") : undefined}
            inputWrapperOrder={["label", "input", "description", "error"]}
            clearButtonProps={{ "aria-label": t("field.clear", { field: t("staff.department") }) }}
            error={mistakes.at("/department")}
            value={draft.department}
            onChange={(department) => set({ department })}
            data={team.departments.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
      </div>
      {!answers ? null : role?.administrator === true ? (
        <p className={css.quiet}>{t("reach.administrator")}</p>
      ) : (
        <ReachField
          objects={draft.objects}
          choose={(objects) => set({ objects })}
          error={mistakes.at("/objects", true)}
          readOnly={readOnly}
        />
      )}
    </>
  );
}
