/** What does the platform do to an organisation's mini-app? Each part is another right's (D14). */

import { Alert, Button, Group } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { BackTop } from "../cards/BackTop.tsx";
import { Confirm } from "../cards/Confirm.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import type { Build, Miniapps } from "../miniapps/api.ts";
import { BuildSheet } from "../miniapps/BuildSheet.tsx";
import type { CardProps } from "../miniapps/card.ts";
import { ReviewSheet } from "../miniapps/ReviewSheet.tsx";
import { StatusBadge } from "../miniapps/StatusBadge.tsx";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { ChatSwitch } from "./ChatSwitch.tsx";
import { PushLimitsSheet } from "./PushLimitsSheet.tsx";

interface WatchedMiniappProps {
  org: string;
  id: string;
  miniapps: Miniapps;
}

export function WatchedMiniapp({ org, id, miniapps }: WatchedMiniappProps) {
  const { t } = useTranslation();
  const loading = useLoading(useCallback(() => miniapps.card(id), [miniapps, id]));
  return (
    <WhenHere loading={loading}>
      {(card) => (
        <>
          <BackTop
            to={["orgs", org, "miniapps"]}
            back={t("watch.back")}
            title={card.body.name}
            level="h2"
          >
            <StatusBadge status={card.body.status} suspended={card.body.suspended} />
          </BackTop>
          <Sheets
            miniapps={miniapps}
            card={card}
            took={loading.set}
            reload={loading.reload}
            mayEdit={false}
          />
        </>
      )}
    </WhenHere>
  );
}

function Sheets(props: CardProps) {
  const { permissions = [] } = useTools().me;
  const moderates = permissions.includes("platform.moderation");
  const supports = permissions.includes("platform.support");
  const { suspended, suspended_reason } = props.card.body;
  const { t } = useTranslation();
  return (
    <>
      {suspended ? (
        <Alert color="red" mb="md" title={t("miniapp.suspended.title")}>
          {suspended_reason}
        </Alert>
      ) : null}
      {moderates ? <Suspension {...props} /> : null}
      <ChatSwitch {...props} mayEdit={supports} />
      <PushLimitsSheet {...props} mayEdit={supports} />
      <ReviewSheet {...props} />
      {moderates ? <Builds {...props} /> : <BuildSheet {...props} />}
    </>
  );
}

function Suspension({ miniapps, card, took }: CardProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { id, name, suspended } = card.body;
  const word = suspended ? "watch.unsuspend" : "watch.suspend";
  return (
    <Group mb="md">
      <Button
        variant="light"
        color={suspended ? "sea" : "red"}
        size="xs"
        onClick={() => setAsking(true)}
      >
        {t(word)}
      </Button>
      <Confirm
        title={asking ? t(`${word}.title`, { name }) : null}
        label={t(word)}
        color={suspended ? "sea" : "red"}
        {...(suspended ? {} : { reason: t("watch.reason.hint") })}
        leave={() => setAsking(false)}
        act={async (reason) => {
          took(await (suspended ? miniapps.unsuspend(id) : miniapps.suspend(id, reason)));
          tellDone(t(`${word}ed`));
          setAsking(false);
        }}
      >
        {t(`${word}.hint`)}
      </Confirm>
    </Group>
  );
}

/** With a button that forbids one for good. */
function Builds(props: CardProps) {
  const { t } = useTranslation();
  const { miniapps, card, took } = props;
  const [revoked, setRevoked] = useState<Build | null>(null);
  const [round, setRound] = useState(0);
  const digest = revoked?.digest.slice(0, 12) ?? "";
  return (
    <>
      <BuildSheet
        {...props}
        // What is on the screen of the builds is read anew.
        key={round}
        mayOpen
        act={(build) => (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("watch.revoke.label", { digest: build.digest.slice(0, 12) })}
            onClick={() => setRevoked(build)}
          >
            {t("watch.revoke")}
          </Button>
        )}
      />
      <Confirm
        title={revoked === null ? null : t("watch.revoke.title", { digest })}
        label={t("watch.revoke")}
        reason={t("watch.reason.hint")}
        leave={() => setRevoked(null)}
        act={async (reason) => {
          took(await miniapps.revoke(card.body.id, revoked?.id ?? "", reason));
          tellDone(t("watch.revoked"));
          setRevoked(null);
          setRound(round + 1);
        }}
      >
        {t("watch.revoke.hint")}
      </Confirm>
    </>
  );
}
