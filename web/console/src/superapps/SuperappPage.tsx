/** With which keys does the back end of a superapp come? */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { BackTop } from "../cards/BackTop.tsx";
import { KeySheet } from "../cards/KeySheet.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import type { Superapp } from "./superapp.ts";

export function SuperappPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const loading = useLoading(useCallback(() => http.get<Superapp>(`superapps/${id}`), [http, id]));
  return (
    <WhenHere loading={loading} below={{ to: ["superapps"], back: t("superapps.back") }}>
      {({ name }) => (
        <>
          <BackTop to={["superapps"]} back={t("superapps.back")} title={name} />
          <KeySheet
            path={`superapps/${id}/keys`}
            title={t("superapps.keys")}
            hint={t("superapps.keys.hint")}
          />
        </>
      )}
    </WhenHere>
  );
}
