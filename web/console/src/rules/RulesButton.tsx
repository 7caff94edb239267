/** Where does a partner read the placement rules before anything is registered? */

import { Button, Modal } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { RulesText } from "./RulesText.tsx";
import { readRules } from "./rules.ts";

export function RulesButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t("miniapp.rules")}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("miniapp.rules")}
        size="lg"
        transitionProps={{ exitDuration: 0 }}
        closeButtonProps={{ "aria-label": t("message.close") }}
      >
        <Whole />
      </Modal>
    </>
  );
}

function Whole() {
  const { http } = useTools();
  const loading = useLoading(useCallback(() => readRules(http), [http]));
  return <WhenHere loading={loading}>{(rules) => <RulesText rules={rules} />}</WhenHere>;
}
