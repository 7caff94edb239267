/** To whom is a widget shown: to everybody, or to those who live in chosen objects? */

import { Group, Radio } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ObjectsField } from "../list/ObjectsField.tsx";
import css from "../office.module.css";

interface AudienceFieldProps {
  /** Null: everybody. */
  objects: string[] | null;
  choose(objects: string[] | null): void;
  error: string | null;
}

export function AudienceField({ objects, choose, error }: AudienceFieldProps) {
  const { t } = useTranslation();
  // Who looks at the other choice finds theirs again.
  const [chosen, setChosen] = useState<string[]>(objects ?? []);
  const pick = (ids: string[]) => {
    setChosen(ids);
    choose(ids);
  };
  return (
    <div>
      <Radio.Group
        label={t("widget.audience")}
        value={objects === null ? "all" : "some"}
        onChange={(value) => choose(value === "all" ? null : chosen)}
      >
        <Group mt={6} gap="lg">
          <Radio value="all" label={t("widget.audience.all")} />
          <Radio value="some" label={t("widget.audience.some")} />
        </Group>
      </Radio.Group>
      {objects === null ? null : (
        <div className={css.tree}>
          <ObjectsField label={t("filter.objects")} value={objects} change={pick} />
        </div>
      )}
      {error === null ? null : (
        <p className={css.wrong} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
