/** Where does a long list stand, with the button that shows more of it? */

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import type { Pages } from "./usePages.ts";

interface PagedProps<T> {
  pages: Pages<T>;
  /** What is said when there is nothing. */
  none: string;
  children(items: readonly T[]): ReactNode;
}

export function Paged<T>({ pages, none, children }: PagedProps<T>) {
  const { t } = useTranslation();
  const { loading, more, busy } = pages;
  return (
    <WhenHere loading={loading}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <div className={css.blank} role="status">
              {none}
            </div>
          ) : (
            children(items)
          )}
          {more === null ? null : (
            <Button mt="md" variant="default" loading={busy} onClick={more}>
              {t("cards.more")}
            </Button>
          )}
        </>
      )}
    </WhenHere>
  );
}
