/** Whose chats does an employee see: of everybody, or of those who live in chosen objects? */

import { Group, Radio } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { ObjectsField } from "../list/ObjectsField.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";

interface ReachFieldProps {
  /** Null: all of them. */
  objects: string[] | null;
  choose(objects: string[] | null): void;
  error: string | null;
  readOnly: boolean;
}

export function ReachField({ objects, choose, error, readOnly }: ReachFieldProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  // Who looks at the other choice finds theirs again.
  const [chosen, setChosen] = useState<string[]>(objects ?? []);
  const pick = (ids: string[]) => {
    const sorted = [...ids].sort();
    setChosen(sorted);
    choose(sorted);
  };
  return (
    <div data-wrong={error === null ? undefined : true}>
      <Radio.Group
        label={t("staff.objects")}
        description={t("reach.hint")}
        readOnly={readOnly}
        value={objects === null ? "all" : "some"}
        onChange={(value) => choose(value === "all" ? null : chosen)}
      >
        <Group mt={6} gap="lg">
          <Radio value="all" label={t("reach.all.long")} disabled={readOnly} />
          <Radio value="some" label={t("reach.some")} disabled={readOnly} />
        </Group>
      </Radio.Group>
      {objects === null || readOnly ? null : (
        <div className={own.tree}>
          <ObjectsField label={t("reach.which")} value={objects} change={pick} />
        </div>
      )}
      {objects?.length === 0 ? (
        <p className={css.quiet}>{t(me.objects == null ? "reach.empty" : "reach.empty.yours")}</p>
      ) : null}
      {error === null ? null : (
        <p className={css.wrong} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
