/** Is a key to be revoked? It cannot be brought back. */

import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { Confirm } from "./Confirm.tsx";
import type { Key } from "./keys.ts";

interface EndKeyProps {
  path: string;
  /** Null: none is. */
  line: Key | null;
  leave(): void;
  ended(): void;
}

export function EndKey({ path, line, leave, ended }: EndKeyProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const name = line?.name ?? "";
  return (
    <Confirm
      title={line === null ? null : t("key.end.title", { name })}
      label={t("key.end")}
      leave={leave}
      act={async () => {
        await http.delete(`${path}/${line?.id ?? ""}`);
        tellDone(t("key.ended", { name }));
        ended();
      }}
    >
      {t("key.end.hint")}
    </Confirm>
  );
}
