/** Where is a table chosen that is to come in, and told what became of it? */

import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { problemText } from "../trouble.ts";
import { begin, type ImportKind } from "./imports.ts";
import { Progress } from "./Progress.tsx";
import { TableChoice } from "./TableChoice.tsx";

interface ImportSheetProps {
  kind: ImportKind;
  /** Something was stored. */
  done(): void;
}

/** Open at `…/import`; `…/import/ID` follows one that goes on, also after a reload. */
export function ImportSheet({ kind, done }: ImportSheetProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const narrow = useMediaQuery("(max-width: 759px)", false, { getInitialValueInEffect: false });
  const [section, step, id] = useHere().path;
  const opened = section === kind && step === "import";
  const [file, setFile] = useState<File | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const open = useRef(opened);
  useEffect(() => {
    open.current = opened;
    return () => {
      open.current = false;
    };
  }, [opened]);
  const upload = async (table: File, dry: boolean) => {
    setBusy(true);
    setRefusal(null);
    try {
      const begun = await begin(http, kind, table, dry);
      // Who has left meanwhile is not led back.
      if (open.current) {
        route.go([kind, "import", begun.id]);
      }
    } catch (error) {
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={opened}
      onClose={() => route.go([kind])}
      title={t("import.title")}
      size="lg"
      fullScreen={narrow}
      // The sheet grows smaller when it begins: half a double click would fall beside it.
      closeOnClickOutside={!busy}
      transitionProps={{ exitDuration: 0 }}
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      {id === undefined ? (
        <TableChoice
          kind={kind}
          file={file}
          choose={(chosen) => {
            setRefusal(null);
            setFile(chosen);
          }}
          refusal={refusal}
          busy={busy}
          upload={(table, dry) => void upload(table, dry)}
        />
      ) : (
        <Progress
          key={id}
          id={id}
          busy={busy}
          refusal={refusal}
          store={file === null ? null : () => void upload(file, false)}
          other={() => {
            setFile(null);
            route.go([kind, "import"]);
          }}
          done={done}
        />
      )}
    </Modal>
  );
}
