/** Which product, and about which of the client's places? */

import { SignedOut } from "@chatserver/protocol";
import { IconChat, IconPlace, useLooking } from "@chatserver/ui";
import { Badge, Button, Skeleton, ThemeIcon, UnstyledButton } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./chat.module.css";
import { Header } from "./Header.tsx";
import type { Session } from "./session.ts";
import { type Premises, type Product, products } from "./superapp.ts";

export function Products({
  session,
  choose,
  over,
}: {
  session: Session;
  choose(product: Product): void;
  /** The token is over, and only the app can get another. */
  over(): void;
}) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Product[] | "loading" | "failed">("loading");
  const load = useCallback(() => {
    // What is here stays until the answer comes, and if none does.
    const unless = (instead: "loading" | "failed") =>
      setFound((before) => (Array.isArray(before) ? before : instead));
    unless("loading");
    products(session).then(setFound, (error: unknown) => {
      if (error instanceof SignedOut) {
        over();
      } else {
        unless("failed");
      }
    });
  }, [session, over]);
  const looking = useLooking();
  const asked = useRef(false);
  useEffect(() => {
    // Whoever comes back to the list sees what is new by now.
    if (looking || !asked.current) {
      asked.current = true;
      load();
    }
  }, [looking, load]);
  return (
    <main className={css.screen}>
      <Header title={t("chat.title")} />
      <div className={css.page}>
        <div className={css.column}>
          <h2>{t("products.title")}</h2>
          {found === "loading" ? <Skeleton height={72} radius={16} mt={16} /> : null}
          {found === "failed" ? (
            <p className={css.hint} role="alert">
              {t("products.failed")}{" "}
              <Button variant="subtle" size="compact-md" onClick={load}>
                {t("products.retry")}
              </Button>
            </p>
          ) : null}
          {Array.isArray(found) && found.length === 0 ? (
            <p className={css.hint}>{t("products.empty")}</p>
          ) : null}
          {Array.isArray(found)
            ? found.map((product) => (
                <Choice
                  key={product.id}
                  icon={<IconChat />}
                  name={product.name}
                  choose={() => choose(product)}
                >
                  {(product.unread ?? 0) > 0 ? (
                    <Badge
                      circle
                      size="lg"
                      aria-label={t("products.unread", { count: product.unread ?? 0 })}
                    >
                      {product.unread}
                    </Badge>
                  ) : null}
                </Choice>
              ))
            : null}
        </div>
      </div>
    </main>
  );
}

export function Places({ places, choose }: { places: Premises[]; choose(place: Premises): void }) {
  const { t } = useTranslation();
  return (
    <div className={css.page}>
      <div className={css.column}>
        <h2>{t("places.title")}</h2>
        <p className={css.hint}>{t("places.hint")}</p>
        {places.map((place) => (
          <Choice
            key={place.id}
            icon={<IconPlace />}
            name={place.name}
            small={place.address}
            choose={() => choose(place)}
          />
        ))}
      </div>
    </div>
  );
}

interface ChoiceProps {
  icon: ReactNode;
  name: string;
  small?: string | undefined;
  choose(): void;
  children?: ReactNode;
}

function Choice({ icon, name, small, choose, children }: ChoiceProps) {
  return (
    <UnstyledButton className={css.choice} onClick={choose}>
      <ThemeIcon variant="light" size={42} radius="xl">
        {icon}
      </ThemeIcon>
      <span style={{ flex: 1, minWidth: 0 }}>
        <b>{name}</b>
        {small === undefined ? null : <small>{small}</small>}
      </span>
      {children}
    </UnstyledButton>
  );
}
