/** What can a person do with a message? Copy always; edit and delete where the rules allow it. */

import { Button, Group, Menu, Modal } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "./copying.ts";
import { IconCopy, IconDelete, IconEdit, IconHistory, IconReply } from "./icons.tsx";
import type { Spoken } from "./lines.ts";
import { notify } from "./sentences.ts";

export interface Asked {
  event: Spoken;
  at: { x: number; y: number };
}

interface MessageMenuProps {
  asked: Asked | null;
  mayEdit: boolean;
  mayDelete: boolean;
  edit(event: Spoken): void;
  /** Absent where nothing can be written. */
  reply?: ((event: Spoken) => void) | undefined;
  remove(event: Spoken): void;
  /** Absent where what a message said before may not be read. */
  former?: ((event: Spoken) => void) | undefined;
  close(): void;
  /** The question is over; the menu, which had the focus before it, is gone, too. */
  leave(removed: boolean): void;
}

export function MessageMenu(props: MessageMenuProps) {
  const { asked, mayEdit, mayDelete, edit, reply, remove, former, close, leave } = props;
  const { t } = useTranslation();
  const [doomed, setDoomed] = useState<Spoken | null>(null);
  const removed = useRef(false);
  const text = asked === null ? undefined : textOf(asked.event);

  function copy(words: string): void {
    copyText(words).catch(() => notify({ color: "red", message: t("message.notCopied") }));
  }

  return (
    <>
      <Menu
        opened={asked !== null}
        onClose={close}
        position="bottom-start"
        shadow="md"
        withinPortal
      >
        <Menu.Target>
          {/* Only where the menu hangs: no one comes to it. */}
          <div
            aria-hidden="true"
            style={{
              position: "fixed",
              left: asked?.at.x ?? 0,
              top: asked?.at.y ?? 0,
              width: 1,
              height: 1,
            }}
          />
        </Menu.Target>
        <Menu.Dropdown aria-label={t("message.actions")}>
          {asked === null || isGone(asked.event.body) || reply === undefined ? null : (
            <Menu.Item leftSection={<IconReply size={16} />} onClick={() => reply(asked.event)}>
              {t("message.reply")}
            </Menu.Item>
          )}
          {text === undefined ? null : (
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => copy(text)}>
              {t("message.copy")}
            </Menu.Item>
          )}
          {asked !== null && mayEdit && text !== undefined ? (
            <Menu.Item leftSection={<IconEdit size={16} />} onClick={() => edit(asked.event)}>
              {t("message.edit")}
            </Menu.Item>
          ) : null}
          {asked !== null && former !== undefined && wasChanged(asked.event) ? (
            <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => former(asked.event)}>
              {t("message.former")}
            </Menu.Item>
          ) : null}
          {asked !== null && mayDelete ? (
            <Menu.Item
              color="red"
              leftSection={<IconDelete size={16} />}
              onClick={() => {
                removed.current = false;
                setDoomed(asked.event);
              }}
            >
              {t("message.delete")}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        returnFocus={false}
        onExitTransitionEnd={() => leave(removed.current)}
        withCloseButton={false}
        centered
        size="sm"
        title={t("message.delete.sure")}
      >
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => setDoomed(null)}>
            {t("cancel")}
          </Button>
          <Button
            color="red"
            onClick={() => {
              if (doomed !== null) {
                removed.current = true;
                remove(doomed);
              }
              setDoomed(null);
            }}
          >
            {t("message.delete")}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

/** What of it can be copied: of what is gone, nothing. */
function textOf({ body }: Spoken): string | undefined {
  return isGone(body) || !("text" in body) ? undefined : body.text;
}

function wasChanged({ body }: Spoken): boolean {
  return isGone(body) || ("edited" in body && body.edited !== undefined);
}

function isGone(body: Spoken["body"]): boolean {
  return "deleted" in body && body.deleted === true;
}
