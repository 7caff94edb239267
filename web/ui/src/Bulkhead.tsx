/** What keeps the rest of a screen when a part of it breaks? */

import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./banner.module.css";

interface BulkheadProps {
  children: ReactNode;
}

/**
 * Parts that are fetched when they are first asked for do not come while the line is down, or once a
 * newer version has taken the place of theirs: without a bulkhead the whole page would be blank.
 */
export class Bulkhead extends Component<BulkheadProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <div className={css.broken} role="alert">
      <span>{t("broken.text")}</span>
      <Button variant="light" onClick={() => window.location.reload()}>
        {t("broken.reload")}
      </Button>
    </div>
  );
}
