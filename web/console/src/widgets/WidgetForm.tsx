/** Where does a widget stand, what does it say, and where does it lead? */

import { useFocusReturned } from "@chatserver/ui";
import {
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changesOf } from "../cards/merging.ts";
import { PictureField } from "../cards/PictureField.tsx";
import { isOvertaken, Overtaken } from "../Overtaken.tsx";
import { useRoute, useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, tellProblem } from "../trouble.ts";
import { AudienceField } from "./AudienceField.tsx";
import { bodyOf, type Draft, draftOf, NEW, SCREENS, type Targets, type Widget } from "./api.ts";

interface WidgetFormProps {
  /** Null: a new one. */
  widget: Widget | null;
  targets: Targets;
  close(): void;
  saved(): void;
  /** Ask for the widgets anew: this one was changed by somebody else. */
  again(): void;
}

export function WidgetForm({ widget, targets, close, saved, again }: WidgetFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [begun] = useState<Draft>(widget === null ? NEW : draftOf(widget));
  const [draft, setDraft] = useState(begun);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [overtaken, setOvertaken] = useState(false);
  const [busy, setBusy] = useState(false);
  const changed = JSON.stringify(draft) !== JSON.stringify(begun);
  useUnsaved(changed);
  const route = useRoute();
  const leave = () => (!changed || route.confirm(t("unsaved.leave")) ? close() : undefined);
  // A picture arrives while other fields are filled in.
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const apps = targets.items.map(({ id, name }) => ({ value: id, label: name }));
  const { miniapp } = widget ?? { miniapp: null };
  if (miniapp !== null && !apps.some(({ value }) => value === miniapp.id)) {
    // Where it leads already stays, whatever has become of it (requirement 100).
    apps.push({ value: miniapp.id, label: miniapp.name });
  }
  const save = async () => {
    setBusy(true);
    try {
      // What others have changed meanwhile stays where this employee changed nothing.
      const body = bodyOf(widget === null ? draft : changesOf(begun, draft), targets);
      await (widget === null
        ? http.post("widgets", body)
        : http.card(`widgets/${widget.id}`, {
            method: "PATCH",
            body,
            etag: `"${widget.version}"`,
          }));
      saved();
    } catch (error) {
      setMistakes(Mistakes.of(error));
      setOvertaken(isOvertaken(error));
      if (isOvertaken(error)) {
        again();
      } else if (Mistakes.of(error).length === 0) {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };
  useFocusReturned();
  return (
    <Modal
      opened
      onClose={leave}
      title={t(widget === null ? "widget.new" : "widget.edit")}
      centered
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <Select
            label={t("widget.screen")}
            allowDeselect={false}
            value={draft.screen}
            onChange={(value) => set({ screen: SCREENS.find((one) => one === value) ?? "home" })}
            data={SCREENS.map((value) => ({ value, label: t(`screen.${value}`) }))}
          />
          <TextInput
            data-autofocus
            label={t("widget.title")}
            error={mistakes.at("/title")}
            value={draft.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          <Textarea
            label={t("widget.text")}
            autosize
            error={mistakes.at("/text")}
            value={draft.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
          />
          <Select
            label={t("widget.leads")}
            description={t("widget.leads.hint")}
            searchable
            error={mistakes.at("/miniapp") ?? mistakes.at("/target")}
            value={draft.leads}
            onChange={(leads) => set({ leads })}
            data={[
              { group: t("widget.leads.miniapp"), items: apps },
              {
                group: t("widget.leads.screen"),
                items: targets.screens.map((value) => ({ value, label: t(`target.${value}`) })),
              },
            ]}
          />
          <PictureField
            label={t("widget.picture")}
            purpose="widget"
            image={draft.image}
            choose={(image) => set({ image })}
            error={mistakes.at("/image")}
          />
          <AudienceField
            objects={draft.objects}
            choose={(objects) => set({ objects })}
            error={mistakes.at("/objects", true)}
          />
          <NumberInput
            label={t("widget.position")}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            error={mistakes.at("/position")}
            value={draft.position}
            onChange={(value) => set({ position: Number(value) })}
          />
          {overtaken ? <Overtaken /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
