/** How are ready texts written, changed and taken away? */

import { IconDelete, IconEdit } from "@chatserver/ui";
import { ActionIcon, Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import type { Reply } from "./book.ts";
import { ReplyForm } from "./ReplyForm.tsx";
import css from "./replies.module.css";

interface RepliesSheetProps {
  replies: readonly Reply[];
  close(): void;
}

export function RepliesSheet({ replies, close }: RepliesSheetProps) {
  const { t } = useTranslation();
  const { book, me } = useTools();
  const [form, setForm] = useState<Reply | "new" | null>(null);
  const shares = me.permissions?.includes("directory.edit") === true;
  const mayChange = (reply: Reply) => !reply.shared || shares;
  return (
    <Modal
      opened
      onClose={close}
      title={t("replies.title")}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      {form === null ? (
        <>
          <ul className={css.replies} data-testid="replies-sheet">
            {replies.map((reply) => (
              <li key={reply.id} className={css.kept}>
                <div>
                  <b>{reply.title}</b>
                  {reply.shared ? (
                    <Badge size="xs" variant="light" ml={8} style={{ textTransform: "none" }}>
                      {t("replies.shared")}
                    </Badge>
                  ) : null}
                  <Text size="sm" c="dimmed" style={{ whiteSpace: "pre-wrap" }}>
                    {reply.text}
                  </Text>
                </div>
                {mayChange(reply) ? (
                  <Group gap={4} wrap="nowrap">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("replies.edit", { title: reply.title })}
                      onClick={() => setForm(reply)}
                    >
                      <IconEdit size={16} />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("replies.remove", { title: reply.title })}
                      onClick={() => void book.remove(reply).catch(tellProblem)}
                    >
                      <IconDelete size={16} />
                    </ActionIcon>
                  </Group>
                ) : null}
              </li>
            ))}
          </ul>
          {replies.length > 0 ? null : (
            <Text size="sm" c="dimmed" mb="sm">
              {t("replies.none")}
            </Text>
          )}
          <Button onClick={() => setForm("new")}>{t("replies.add")}</Button>
        </>
      ) : (
        <ReplyForm
          // Somebody else may have changed it since the form was opened.
          reply={form === "new" ? null : (replies.find(({ id }) => id === form.id) ?? form)}
          shares={shares}
          leave={() => setForm(null)}
        />
      )}
    </Modal>
  );
}
