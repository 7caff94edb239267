/** How much goes back to the client, and why? It is asked once more before the money moves. */

import { money, moneyOf, typedMoney, useLanguage } from "@chatserver/ui";
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../cards/Confirm.tsx";
import { useFirstWrong } from "../cards/useFirstWrong.ts";
import type { Mistake } from "../http.ts";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, tellDone } from "../trouble.ts";
import { type Order, REASON_MAX, refundable } from "./order.ts";

interface RefundFormProps {
  order: Order;
  /** Of the API. */
  path: string;
  done(order: Order): void;
}

export function RefundForm({ order, path, done }: RefundFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { language } = useLanguage();
  const { currency } = order;
  const left = refundable(order);
  const whole = typedMoney(left, currency, language);
  const [typed, setTyped] = useState(whole);
  const [reason, setReason] = useState("");
  /** What is asked about; null: nothing yet. */
  const [asked, setAsked] = useState<number | null>(null);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const form = useFirstWrong(mistakes);
  useUnsaved(typed !== whole || reason !== "");
  const review = () => {
    const amount = moneyOf(typed, currency);
    const found = checkRefund(amount, left, reason);
    setMistakes(new Mistakes(found));
    setAsked(found.length === 0 ? amount : null);
  };
  const refund = async () => {
    try {
      const now = await http.post<Order>(path, { amount: asked, reason: reason.trim() });
      tellDone(t(`orders.refund.told.${now.state === "refund_pending" ? "pending" : "done"}`));
      setReason("");
      setTyped(whole);
      done(now);
    } catch (error) {
      const found = Mistakes.of(error);
      setMistakes(found);
      if (found.length === 0) {
        throw error;
      }
    } finally {
      setAsked(null);
    }
  };
  return (
    <section className={css.sheet}>
      <h2>{t("orders.refund.title")}</h2>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          review();
        }}
      >
        <Stack>
          <TextInput
            label={t("orders.refund.amount", { currency })}
            description={t("orders.refund.left", { amount: money(left, currency, language) })}
            withAsterisk
            inputMode="decimal"
            maxLength={20}
            error={mistakes.at("/amount")}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Textarea
            label={t("orders.refund.reason")}
            description={t("orders.refund.hint")}
            withAsterisk
            autosize
            minRows={2}
            maxLength={REASON_MAX}
            error={mistakes.at("/reason")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" color="red" variant="light">
              {t("orders.refund.do")}
            </Button>
          </Group>
        </Stack>
      </form>
      <Confirm
        title={asked === null ? null : t("orders.refund.sure")}
        label={t("orders.refund.do")}
        act={refund}
        leave={() => setAsked(null)}
      >
        {t("orders.refund.follows", { amount: money(asked ?? 0, currency, language) })}
      </Confirm>
    </section>
  );
}

/** What the server would refuse as well, told before anything is asked. */
export function checkRefund(amount: number | null, left: number, reason: string): Mistake[] {
  const wrong = [
    ["/amount", "malformed", amount === null || amount === 0],
    ["/amount", "too_much", amount !== null && amount > left],
    ["/reason", "required", reason.trim() === ""],
  ] as const;
  return wrong.filter(([, , is]) => is).map(([pointer, code]) => ({ pointer, code, message: "" }));
}
