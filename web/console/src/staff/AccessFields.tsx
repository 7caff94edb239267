/** Which accesses does a role have? (requirements 30 to 34) */

import { Fieldset, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { useCrew } from "./crew.ts";
import { brought, turned } from "./role.ts";

interface AccessFieldsProps {
  chosen: readonly string[];
  wrong: string | null;
  readOnly: boolean;
  choose(accesses: readonly string[]): void;
}

export function AccessFields({ chosen, wrong, readOnly, choose }: AccessFieldsProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  const crew = useCrew();
  return (
    <div data-wrong={wrong === null ? undefined : true}>
      <div className={css.pair}>
        {Object.entries(crew.access).map(([group, accesses]) => (
          <Fieldset key={group} legend={t(`access.${group}`)} p="sm">
            <Stack gap="xs">
              {accesses.map((access) => {
                const along = brought(access, chosen);
                const has = chosen.includes(access);
                // Nobody gives what they lack; they may take it.
                const lacks = !has && me.permissions?.includes(access) === false;
                return (
                  <Switch
                    key={access}
                    label={t(`access.${access}`)}
                    description={hint(along, lacks, t)}
                    classNames={{ root: own.access ?? "" }}
                    disabled={along || lacks || readOnly}
                    checked={along || has}
                    onChange={() => choose(turned(chosen, access))}
                  />
                );
              })}
            </Stack>
          </Fieldset>
        ))}
      </div>
      {wrong === null ? null : (
        <p className={css.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** Why a switch cannot be turned. */
function hint(along: boolean, lacks: boolean, t: (key: string) => string): string | undefined {
  if (along) {
    return t("access.along");
  }
  return lacks ? t("access.lacks") : undefined;
}
