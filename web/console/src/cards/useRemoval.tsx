/** By which step is a card removed? One that is to be added has none. */

import { useTranslation } from "react-i18next";
import type { Step } from "./CardForm.tsx";
import { RemoveStep, type RemoveStepProps } from "./RemoveStep.tsx";

interface Removal extends Omit<RemoveStepProps, "named" | "back"> {
  named: RemoveStepProps["named"] | null;
}

export function useRemoval({ named, ...rest }: Removal): Step[] {
  const { t } = useTranslation();
  if (named === null) {
    return [];
  }
  return [
    {
      label: t(`${rest.word}.remove`),
      color: "red",
      ask: (back) => <RemoveStep {...rest} named={named} back={back} />,
    },
  ];
}
