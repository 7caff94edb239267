/** How does a build get from the partner's disk to clients? */

import { BuildSheet } from "./BuildSheet.tsx";
import type { CardProps } from "./card.ts";
import { DeepLinkSheet } from "./DeepLinkSheet.tsx";
import { ReleaseSheet } from "./ReleaseSheet.tsx";
import { ReviewSheet } from "./ReviewSheet.tsx";
import { TokenSheet } from "./TokenSheet.tsx";

export function ReleaseTab(props: CardProps) {
  const approved = props.card.body.releases.length > 0;
  return (
    <>
      <ReviewSheet {...props} />
      <BuildSheet {...props} />
      {approved ? <ReleaseSheet {...props} /> : null}
      {approved && props.mayEdit ? <TokenSheet {...props} /> : null}
      <DeepLinkSheet {...props} />
    </>
  );
}
