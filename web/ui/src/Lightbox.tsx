/** How is a picture looked at as large as the screen allows? */

import type { FileView } from "@chatserver/protocol";
import { Anchor, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./conversation.module.css";
import { useOnce } from "./linkAge.ts";
import { useFocusReturned } from "./useFocusReturned.ts";

interface LightboxProps {
  file: FileView;
  freshen(): Promise<void>;
  close(): void;
}

/** Esc, the cross and a press beside the picture close it. */
export function Lightbox({ file, freshen, close }: LightboxProps) {
  const { t } = useTranslation();
  useFocusReturned();
  const again = useOnce(file.url, freshen);
  return (
    <Modal
      opened
      onClose={close}
      fullScreen
      title={
        <span className={css.shownName}>
          <b>{file.name}</b>
          <Anchor href={file.url} download={file.name}>
            {t("message.save")}
          </Anchor>
        </span>
      }
      closeButtonProps={{ "aria-label": t("message.close") }}
      classNames={{ content: css.shownContent ?? "", body: css.shownBody ?? "" }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it for the keyboard */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <div
        className={css.shown}
        onClick={(event) => (event.target === event.currentTarget ? close() : undefined)}
      >
        <img
          src={file.url}
          alt={file.name}
          width={file.width}
          height={file.height}
          data-testid="lightbox"
          onError={again}
        />
      </div>
    </Modal>
  );
}
