/** Of which events does an endpoint hear: of all, or of chosen ones? */

import { Checkbox, Group, Radio, Stack } from "@mantine/core";
import i18next from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { type EventType, grouped, mayHear } from "./webhook.ts";

interface TypesFieldProps {
  types: readonly EventType[];
  /** Null: all of them. */
  value: readonly string[] | null;
  choose(types: string[] | null): void;
  error: string | null;
}

export function TypesField({ types, value, choose, error }: TypesFieldProps) {
  const { t } = useTranslation();
  const { permissions = [] } = useTools().me;
  // Who looks at the other choice finds theirs again.
  const [chosen, setChosen] = useState<string[]>([...(value ?? [])]);
  const everything = types.every((one) => mayHear(one, permissions));
  const pick = (names: string[]) => {
    const sorted = [...names].sort();
    setChosen(sorted);
    choose(sorted);
  };
  return (
    <div data-wrong={error === null ? undefined : true}>
      <Radio.Group
        label={t("webhook.types")}
        value={value === null ? "all" : "some"}
        onChange={(which) => choose(which === "all" ? null : chosen)}
      >
        <Group mt={6} gap="lg">
          <Radio value="all" label={t("webhook.types.all.long")} disabled={!everything} />
          <Radio value="some" label={t("webhook.types.some")} />
        </Group>
      </Radio.Group>
      {value === null ? null : (
        <Checkbox.Group
          className={own.tree ?? ""}
          aria-label={t("webhook.types.some")}
          value={[...value]}
          onChange={pick}
        >
          <Stack gap={8}>
            {grouped(types).map(([about, those]) => (
              <Stack key={about} gap={6}>
                {those.map((one) => (
                  <Checkbox
                    key={one.type}
                    size="sm"
                    value={one.type}
                    disabled={!mayHear(one, permissions)}
                    label={
                      <>
                        {typeWord(one)} <span className={css.code}>{one.type}</span>
                      </>
                    }
                  />
                ))}
              </Stack>
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {error === null ? null : (
        <p className={css.wrong} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** What the server says of a type that has no words here. */
function typeWord({ type, says }: EventType): string {
  const name = `hook.${type}`;
  const known: boolean = i18next.exists(name);
  return known ? i18next.t(name) : says;
}
