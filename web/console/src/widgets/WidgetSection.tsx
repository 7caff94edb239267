/** Which widgets lead clients from the superapp's screens to mini-apps? */

import { IconDelete, IconPlus, speakAlso } from "@chatserver/ui";
import { ActionIcon, Badge, Button, Group, Table } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Http } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import { widgetsEn } from "../words/widgets.en.ts";
import { widgetsRu } from "../words/widgets.ru.ts";
import { allTargets, SCREENS, type Widget } from "./api.ts";
import { WidgetForm } from "./WidgetForm.tsx";

speakAlso({ ru: widgetsRu, en: widgetsEn });

export default function WidgetSection() {
  const { t } = useTranslation();
  const { http } = useTools();
  const [form, setForm] = useState<Widget | "new" | null>(null);
  const loading = useLoading(
    useCallback(() => Promise.all([http.all<Widget>("widgets"), allTargets(http)]), [http]),
  );
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.widgets")}</h1>
          <Button
            className={css.push ?? ""}
            leftSection={<IconPlus size={17} />}
            onClick={() => setForm("new")}
          >
            {t("widget.add")}
          </Button>
        </div>
        <WhenHere loading={loading}>
          {([widgets, targets]) => (
            <>
              {widgets.length === 0 ? <div className={css.blank}>{t("widget.none")}</div> : null}
              {SCREENS.filter((screen) => widgets.some((one) => one.screen === screen)).map(
                (screen) => (
                  <section key={screen} className={css.sheet}>
                    <h2>{t(`screen.${screen}`)}</h2>
                    <Lines
                      http={http}
                      widgets={widgets.filter((one) => one.screen === screen)}
                      edit={setForm}
                      changed={loading.reload}
                    />
                  </section>
                ),
              )}
              {form === null ? null : (
                <WidgetForm
                  widget={
                    form === "new" ? null : (widgets.find(({ id }) => id === form.id) ?? form)
                  }
                  targets={targets}
                  close={() => setForm(null)}
                  again={loading.reload}
                  saved={() => {
                    setForm(null);
                    loading.reload();
                  }}
                />
              )}
            </>
          )}
        </WhenHere>
      </div>
    </main>
  );
}

interface LinesProps {
  http: Http;
  widgets: Widget[];
  edit(widget: Widget): void;
  changed(): void;
}

function Lines({ http, widgets, edit, changed }: LinesProps) {
  const { t } = useTranslation();
  const route = useRoute();
  const turn = (widget: Widget) => {
    const path = `widgets/${widget.id}/${widget.published ? "draft" : "publish"}`;
    void http.post(path).then(changed, tellProblem);
  };
  const remove = (widget: Widget) => {
    if (route.confirm(t("widget.delete.sure", { title: widget.title }))) {
      void http.delete(`widgets/${widget.id}`).then(changed, tellProblem);
    }
  };
  return (
    <Table className={css.even ?? ""} data-testid="widgets">
      <Table.Tbody>
        {widgets.map((widget) => (
          <Table.Tr key={widget.id}>
            <Table.Td>
              <b>{widget.title}</b>
              {widget.objects === null ? null : (
                <div className={css.quiet}>
                  {t("widget.audience.number", { number: widget.objects.length })}
                </div>
              )}
            </Table.Td>
            <Table.Td>{widget.miniapp?.name ?? t(`target.${widget.target ?? "none"}`)}</Table.Td>
            <Table.Td>
              <Badge variant="light" color={widget.published ? "sea" : "gray"} tt="none">
                {t(widget.published ? "widget.published" : "widget.draft")}
              </Badge>
            </Table.Td>
            <Table.Td>
              <Group gap="xs" justify="flex-end">
                <Button size="compact-xs" variant="default" onClick={() => edit(widget)}>
                  {t("widget.edit")}
                </Button>
                <Button size="compact-xs" variant="default" onClick={() => turn(widget)}>
                  {t(widget.published ? "widget.hide" : "widget.publish")}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`${t("widget.delete")}: ${widget.title}`}
                  onClick={() => remove(widget)}
                >
                  <IconDelete size={17} />
                </ActionIcon>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
