/** How does somebody who settles accounts take along what the list shows? */

import { IconDownload } from "@chatserver/ui";
import { Button, Loader } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "../card/download.ts";
import { search } from "../http.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import { askedOf, type Narrowing } from "./order.ts";

export function OrderExport({ by }: { by: Narrowing }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const file = await http.response(`orders/export.xlsx${search(askedOf(by))}`, {});
      download(await file.blob(), "orders.xlsx");
      tellDone(t("export.done"));
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="default"
      className={css.push ?? ""}
      leftSection={busy ? <Loader size={17} color="gray" /> : <IconDownload size={17} />}
      // A button that is switched off loses the focus of who pressed it.
      aria-disabled={busy}
      onClick={() => busy || void save()}
    >
      {t("export.start")}
    </Button>
  );
}
