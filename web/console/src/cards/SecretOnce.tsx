/** How is a value shown that can never be shown again? */

import { Alert, Code, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { CopyButton } from "./CopyButton.tsx";

interface SecretOnceProps {
  /** Null: it was shown before, and is no more. */
  value: string | null;
  title?: string;
  copy?: string;
  testId?: string;
  /** What else is to be known of it. */
  children?: ReactNode;
}

export function SecretOnce({ value, title, copy, testId = "secret", children }: SecretOnceProps) {
  const { t } = useTranslation();
  if (value === null) {
    return (
      <Alert color="orange" role="alert">
        {t("secret.gone")}
      </Alert>
    );
  }
  return (
    <Alert color="sea" role="status" title={title ?? t("secret.once")} data-testid={testId}>
      <Code block className={css.code ?? ""} style={{ whiteSpace: "pre-wrap" }}>
        {value}
      </Code>
      <Group mt="xs" gap="xs">
        <CopyButton value={value} size="compact-xs">
          {copy ?? t("secret.copy")}
        </CopyButton>
        <span className={css.quiet}>{children ?? t("secret.kept")}</span>
      </Group>
    </Alert>
  );
}
