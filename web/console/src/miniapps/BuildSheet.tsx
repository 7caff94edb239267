/** Which builds were uploaded, and what is wrong with one that was not taken? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Alert, Badge, Button, FileButton, Table } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { problemText, tellDone, tellProblem } from "../trouble.ts";
import type { Build, Finding } from "./api.ts";
import type { CardProps } from "./card.ts";
import { findingText } from "./findings.ts";
import { OpenButton } from "./OpenButton.tsx";
import { bytesText } from "./sizes.ts";

interface BuildSheetProps extends CardProps {
  /** May look at builds without editing. */
  mayOpen?: boolean;
  /** What else can be done with a build. */
  act?: ((build: Build) => ReactNode) | undefined;
}

export function BuildSheet(props: BuildSheetProps) {
  const { miniapps, card, reload, mayEdit, mayOpen = mayEdit, act } = props;
  const { t } = useTranslation();
  const { id, status } = card.body;
  const loading = useLoading(useCallback(() => miniapps.builds(id), [miniapps, id]));
  const [busy, setBusy] = useState(false);
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const upload = async (file: File) => {
    setBusy(true);
    setFindings([]);
    try {
      await miniapps.uploadBuild(id, file);
      tellDone(t("build.taken"));
      loading.reload();
      reload();
    } catch (error) {
      if (error instanceof Problem && Array.isArray(error.body.findings)) {
        setFindings(error.body.findings as Finding[]);
      } else {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={css.sheet}>
      <h2>{t("build.title")}</h2>
      <p className={css.quiet}>{t("build.hint")}</p>
      {findings.length === 0 ? null : (
        <Alert
          color="red"
          role="alert"
          mt="sm"
          title={problemText(new Problem(422, { code: "archive_invalid" }))}
        >
          <Findings findings={findings} />
        </Alert>
      )}
      {mayEdit && status !== "in_review" ? (
        <FileButton
          accept=".zip,application/zip"
          onChange={(file) => file !== null && void upload(file)}
        >
          {(props) => (
            <Button {...props} size="xs" my="sm" loading={busy}>
              {t("build.upload")}
            </Button>
          )}
        </FileButton>
      ) : null}
      <WhenHere loading={loading}>
        {(builds) =>
          builds.length === 0 ? (
            <p className={css.quiet}>{t("build.none")}</p>
          ) : (
            <Builds
              builds={builds}
              open={mayOpen ? (build) => miniapps.previewUrl(id, build) : null}
              act={act}
            />
          )
        }
      </WhenHere>
    </section>
  );
}

interface BuildsProps {
  builds: readonly Build[];
  /** Where a build can be looked at; null: not by this employee. */
  open: ((build: string) => Promise<string>) | null;
  act: BuildSheetProps["act"];
}

function Builds({ builds, open, act }: BuildsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Table data-testid="builds">
      <Table.Tbody>
        {builds.map((build) => (
          <Table.Tr key={build.id}>
            <Table.Td>{fullTime(build.at, language)}</Table.Td>
            <Table.Td className={css.code} title={build.digest}>
              {build.digest.slice(0, 12)}
            </Table.Td>
            <Table.Td>
              {t("build.size", { size: bytesText(build.size, language), files: build.entries })}
              {build.warnings.length === 0 ? null : <Findings findings={build.warnings} />}
            </Table.Td>
            <Table.Td>
              <Badge variant="light" color="gray" tt="none">
                {t(`build.state.${build.state}`)}
              </Badge>
            </Table.Td>
            <Table.Td>
              {open === null || build.state === "revoked" ? null : (
                <OpenButton
                  text={t("build.open")}
                  label={`${t("build.open")}: ${build.digest.slice(0, 12)}`}
                  address={() => open(build.id)}
                />
              )}{" "}
              {build.state === "revoked" ? null : act?.(build)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Everything that was found, each with where it is. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className={css.findings} data-testid="findings">
      {findings.map((finding) => (
        <li key={`${finding.code}/${finding.path ?? ""}/${finding.message}`}>
          {finding.path === undefined || finding.path === "" ? null : (
            <span className={css.code}>{finding.path}: </span>
          )}
          {findingText(finding)}
        </li>
      ))}
    </ul>
  );
}
