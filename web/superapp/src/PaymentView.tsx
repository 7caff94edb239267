/** Where does the client pay? On the provider's page, with a way back to the mini-app. */

import type { PaymentPage } from "@chatserver/sdk/host";
import { money, useLanguage } from "@chatserver/ui";
import { Button, Stack } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Bar } from "./Bar.tsx";
import css from "./superapp.module.css";

interface PaymentViewProps {
  page: PaymentPage;
  close(): void;
}

export function PaymentView({ page, close }: PaymentViewProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { url, order, look } = page;
  useEffect(() => {
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [look]);
  const title = t("payment.title", { amount: money(order.amount, order.currency, language) });
  return (
    <section className={css.view} aria-label={title}>
      <Bar title={title} back={close} />
      {isOurs(url) ? (
        <iframe
          className={css.fill}
          title={t("payment.page")}
          src={url}
          sandbox="allow-forms allow-same-origin"
          referrerPolicy="no-referrer"
          onLoad={look}
        />
      ) : (
        <Outside url={url} />
      )}
    </section>
  );
}

/** Providers let nobody put their page into a frame: it opens beside the superapp. */
function Outside({ url }: { url: string }) {
  const { t } = useTranslation();
  return (
    <Stack className={css.page} align="flex-start">
      <p className={css.text}>{t("payment.outside")}</p>
      <Button component="a" href={url} target="_blank" rel="noopener noreferrer">
        {t("payment.open")}
      </Button>
    </Stack>
  );
}

/** The test payee's page lies on the server itself. */
function isOurs(url: string): boolean {
  return URL.parse(url, window.location.href)?.origin === window.location.origin;
}
