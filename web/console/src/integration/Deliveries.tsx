/** What was sent to an endpoint, how did that go, and shall it be sent again? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Button, Group, Select, Table } from "@mantine/core";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { BackTop } from "../cards/BackTop.tsx";
import own from "../cards/cards.module.css";
import { Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import { Replay } from "./Replay.tsx";
import { type Delivery, STATES, type Webhook } from "./webhook.ts";

const ANSWERED_MS = 2500;

export function Deliveries({ id }: { id: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [state, setState] = useState<string | null>(null);
  const webhook = useLoading(useCallback(() => http.get<Webhook>(`webhooks/${id}`), [http, id]));
  const pages = usePages<Delivery>(http, `webhooks/${id}/deliveries`, { state });
  const again = pages.loading.reload;
  const busy = useRef(false);
  const send = async (path: string) => {
    // Who presses twice means it once.
    if (busy.current) {
      return;
    }
    busy.current = true;
    await http.post(`webhooks/${id}/${path}`).then(() => {
      tellDone(t("delivery.sent"));
      again();
      // How it went is known once the endpoint has answered.
      setTimeout(again, ANSWERED_MS);
    }, tellProblem);
    busy.current = false;
  };
  return (
    <WhenHere loading={webhook}>
      {({ url, active }) => (
        <>
          <BackTop
            to={["integration", "webhooks"]}
            back={t("webhook.back")}
            title={url}
            level="h2"
          />
          <div className={own.filter}>
            <Select
              label={t("delivery.state")}
              clearable
              placeholder={t("field.any")}
              value={state}
              onChange={setState}
              data={STATES.map((one) => ({ value: one, label: t(`delivery.state.${one}`) }))}
            />
          </div>
          <Group mb="sm">
            <Button size="xs" disabled={!active} onClick={() => void send("ping")}>
              {t("delivery.ping")}
            </Button>
            <Button size="xs" variant="default" onClick={again}>
              {t("delivery.again")}
            </Button>
            {active ? null : <span className={css.quiet}>{t("delivery.off")}</span>}
          </Group>
          <Paged pages={pages} none={t("delivery.none")}>
            {(deliveries) => (
              <Lines
                testId="deliveries"
                heads={["type", "state", "last", "replay"].map((one) => t(`delivery.${one}`))}
              >
                {deliveries.map((one) => (
                  <DeliveryLine
                    key={one.id}
                    delivery={one}
                    replay={active ? () => void send(`deliveries/${one.id}/replay`) : null}
                  />
                ))}
              </Lines>
            )}
          </Paged>
          {active ? <Replay id={id} done={again} /> : null}
        </>
      )}
    </WhenHere>
  );
}

const COLOURS = { waiting: "blue", delivered: "sea", failed: "red" };

interface DeliveryLineProps {
  delivery: Delivery;
  /** Null: it cannot be sent now. */
  replay: (() => void) | null;
}

function DeliveryLine({ delivery, replay }: DeliveryLineProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { type, at, state, next_at, body, answer } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        <span className={css.code}>{type}</span>
        <small>{fullTime(at, language)}</small>
      </Table.Td>
      <Table.Td>
        <Badge radius="sm" variant="light" tt="none" color={COLOURS[state]}>
          {t(`delivery.state.${state}`)}
        </Badge>
        {next_at === null ? null : (
          <small>{t("delivery.next", { at: fullTime(next_at, language) })}</small>
        )}
      </Table.Td>
      <Table.Td>
        <LastTry delivery={delivery} />
        <details>
          <summary>{t("delivery.bodies")}</summary>
          <div className={css.code}>{body}</div>
          {answer === "" ? null : (
            <div className={css.code}>
              {t("delivery.answer")}: {answer}
            </div>
          )}
        </details>
      </Table.Td>
      <Table.Td>
        {replay === null ? null : (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("delivery.replay.label", { type, at: fullTime(at, language) })}
            onClick={replay}
          >
            {t("delivery.replay")}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function LastTry({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const { status, failure, tries, duration_ms } = delivery;
  const told = [
    status === null ? null : `HTTP ${status}`,
    failure === null ? null : t(`delivery.failure.${failure}`),
    duration_ms === null ? null : t("delivery.took", { ms: duration_ms }),
    t("delivery.tries", { count: tries }),
  ];
  return told.filter(Boolean).join(" · ");
}
