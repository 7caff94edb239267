/** With which keys do the organisation's own systems read, and what? */

import { Checkbox, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeySheet } from "../cards/KeySheet.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { type ExportKey, mayGrant, SCOPES, type Scope } from "./scopes.ts";

export function ApiKeys() {
  const { t } = useTranslation();
  const [scopes, setScopes] = useState<Scope[]>([]);
  return (
    <KeySheet<ExportKey>
      path="api-keys"
      title={t("api.keys")}
      hint={t("api.keys.hint")}
      told={(key) => (
        <div className={css.quiet}>
          {key.scopes.map((scope) => t(`scope.${scope}`)).join(", ")}
          {" · "}
          {key.objects === null
            ? t("api.everywhere")
            : t("api.objects", { count: key.objects.length })}
        </div>
      )}
      more={{
        body: { scopes },
        ready: scopes.length > 0,
        fields: <Scopes chosen={scopes} choose={setScopes} />,
      }}
    />
  );
}

interface ScopesProps {
  chosen: readonly Scope[];
  choose(scopes: Scope[]): void;
}

function Scopes({ chosen, choose }: ScopesProps) {
  const { t } = useTranslation();
  const { permissions = [] } = useTools().me;
  return (
    <Checkbox.Group
      label={t("api.scopes")}
      description={t("api.scopes.hint")}
      withAsterisk
      value={[...chosen]}
      onChange={(names) => choose(SCOPES.filter((scope) => names.includes(scope)))}
    >
      <Stack gap="xs" mt="xs">
        {SCOPES.map((scope) => {
          const may = mayGrant(scope, permissions);
          return (
            <Checkbox
              key={scope}
              value={scope}
              disabled={!may}
              label={t(`scope.${scope}`)}
              description={may ? undefined : t("api.scope.lacking")}
            />
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}
