/** How does the organisation want to be served? An Administrator says; everybody may look. */

import { Alert, ColorInput, Select, Stack, Switch } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { MetNote } from "../cards/MetNote.tsx";
import { PictureField } from "../cards/PictureField.tsx";
import { useEditing } from "../cards/useEditing.ts";
import { useFirstWrong } from "../cards/useFirstWrong.ts";
import { type Card, Problem } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import { SaveBar } from "../miniapps/SaveBar.tsx";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import {
  bodyOf,
  draftOf,
  LOCALES,
  type OrgSettings,
  type SettingsDraft,
  zones,
} from "./settings.ts";

export function Settings() {
  const { http } = useTools();
  const loading = useLoading(useCallback(() => http.card<OrgSettings>("settings"), [http]));
  return (
    <WhenHere loading={loading}>
      {(card) => <Form key={card.etag} card={card} took={loading.set} />}
    </WhenHere>
  );
}

interface FormProps {
  card: Card<OrgSettings>;
  took(card: Card<OrgSettings>): void;
}

function Form({ card, took }: FormProps) {
  const { t } = useTranslation();
  const { http, me } = useTools();
  const readOnly = me.administrator !== true;
  const editing = useEditing<OrgSettings, SettingsDraft>({
    card,
    blank: draftOf(card.body),
    draftOf,
    check: () => [],
    read: () => http.card<OrgSettings>("settings"),
    send: (changed, etag) =>
      http.card<OrgSettings>("settings", { method: "PATCH", body: bodyOf(changed), etag }),
    mistakesIn: (error) => (error instanceof Problem ? error.mistakes : []),
    saved: (saved) => {
      tellDone(t("saved"));
      took(saved);
    },
  });
  const { draft, set, mistakes, changed } = editing;
  useUnsaved(changed);
  const form = useFirstWrong(mistakes);
  const known = useMemo(() => zones(card.body.time_zone), [card]);
  const colour = (field: "primary" | "accent") => ({
    label: t(`org.${field}`),
    description: t(`org.${field}.hint`),
    placeholder: t("org.colour.own"),
    readOnly,
    error: mistakes.at(`/colours/${field}`),
    value: draft[field],
    onChange: (value: string) => set({ [field]: value.toUpperCase() }),
    eyeDropperButtonProps: { "aria-label": t("org.colour.pick") },
  });
  return (
    <form
      ref={form}
      className={css.sheet}
      noValidate
      data-testid="settings"
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <Stack>
        {readOnly ? (
          <Alert role="note" color="gray">
            {t("org.settings.barred")}
          </Alert>
        ) : null}
        <MetNote
          editing={editing}
          label={(field) => t(`org.${field}`)}
          shown={(field, now) => shown(now[field], t)}
        />
        <div className={css.pair}>
          <Select
            label={t("org.time_zone")}
            description={t("org.time_zone.hint")}
            searchable
            allowDeselect={false}
            readOnly={readOnly}
            limit={100}
            error={mistakes.at("/time_zone")}
            value={draft.time_zone}
            onChange={(zone) => zone && set({ time_zone: zone })}
            data={known}
          />
          <Select
            label={t("org.locale")}
            description={t("org.locale.hint")}
            allowDeselect={false}
            readOnly={readOnly}
            error={mistakes.at("/locale")}
            value={draft.locale}
            onChange={(locale) => locale && set({ locale })}
            data={LOCALES.map((locale) => ({ value: locale, label: t(`org.locale.${locale}`) }))}
          />
        </div>
        <div className={css.pair}>
          <ColorInput {...colour("primary")} />
          <ColorInput {...colour("accent")} />
        </div>
        <PictureField
          label={t("org.logo")}
          purpose="catalogue"
          image={draft.logo}
          choose={(logo) => set({ logo })}
          error={mistakes.at("/logo")}
          readOnly={readOnly}
        />
        <Switch
          label={t("org.require_totp")}
          description={t("org.require_totp.hint")}
          disabled={readOnly}
          checked={draft.require_totp}
          onChange={(event) => set({ require_totp: event.currentTarget.checked })}
        />
        <SaveBar
          editing={{
            changed,
            busy: editing.busy,
            stale: false,
            refusal: null,
            reset: editing.yield,
            yield: editing.yield,
          }}
        />
      </Stack>
    </form>
  );
}

/** What a field holds, in words. */
function shown(value: string | boolean | null, t: (key: string) => string): string {
  if (typeof value === "boolean") {
    return t(value ? "org.on" : "org.off");
  }
  return value || "–";
}
