/** How does a build get from the partner's disk to clients? */

import { useTranslation } from "react-i18next";
import { KeySheet } from "../cards/KeySheet.tsx";
import { BuildSheet } from "./BuildSheet.tsx";
import type { CardProps } from "./card.ts";
import { DeepLinkSheet } from "./DeepLinkSheet.tsx";
import { ReleaseSheet } from "./ReleaseSheet.tsx";
import { ReviewSheet } from "./ReviewSheet.tsx";
import { TokenSheet } from "./TokenSheet.tsx";

export function ReleaseTab(props: CardProps) {
  const { t } = useTranslation();
  const approved = props.card.body.releases.length > 0;
  return (
    <>
      <ReviewSheet {...props} />
      <BuildSheet {...props} />
      {approved ? <ReleaseSheet {...props} /> : null}
      {approved && props.mayEdit ? <TokenSheet {...props} /> : null}
      <DeepLinkSheet {...props} />
      {props.mayEdit ? (
        <KeySheet
          path={`miniapps/${props.card.body.id}/keys`}
          title={t("appkeys.title")}
          hint={t("appkeys.hint")}
        />
      ) : null}
    </>
  );
}
