/** What do employees tell each other about this chat, and what if two write at once? */

import { type Chat, Refusal } from "@chatserver/protocol";
import { draftOf, keepDraft, tellFailure, useClient } from "@chatserver/ui";
import { Alert, Button, Group, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";

interface Standing {
  comment: string;
  comment_version: number;
}

export function CommentBox({ card, writable }: { card: Chat; writable: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const standing: Standing = {
    comment: card.comment ?? "",
    comment_version: card.comment_version ?? 0,
  };
  const place = `${client.user?.id ?? ""}/${card.id}/comment`;
  const [begun] = useState(() => (writable ? begunAt(place) : null));
  const [base, setBase] = useState<Standing>(begun?.base ?? standing);
  const [text, setText] = useState(begun?.text ?? standing.comment);
  const [conflict, setConflict] = useState<Standing | null>(null);
  const [busy, setBusy] = useState(false);
  const changed = text !== base.comment;

  useEffect(() => {
    // Another's comment replaces ours only while ours is untouched.
    if (
      card.comment_version !== undefined &&
      card.comment_version > base.comment_version &&
      !changed
    ) {
      setBase({ comment: card.comment ?? "", comment_version: card.comment_version });
      setText(card.comment ?? "");
    }
  }, [card.comment, card.comment_version, base.comment_version, changed]);

  // The card may be folded and another chat opened before it is saved.
  useEffect(() => {
    keepDraft(place, changed ? JSON.stringify({ text, base }) : "");
  }, [place, changed, text, base]);

  const save = async (expect: number) => {
    setBusy(true);
    try {
      const { comment_version } = await client.comment(card.id, text, expect);
      keepDraft(place, "");
      setBase({ comment: text, comment_version });
      setConflict(null);
    } catch (error) {
      if (error instanceof Refusal && error.code === "conflict") {
        setConflict(error.data as unknown as Standing);
      } else {
        tellFailure(error);
      }
    } finally {
      setBusy(false);
    }
  };
  const take = (theirs: Standing) => {
    setBase(theirs);
    setText(theirs.comment);
    setConflict(null);
  };

  return (
    <section className={css.block} aria-label={t("comment.title")}>
      <h3>{t("comment.title")}</h3>
      <Textarea
        aria-label={t("comment.title")}
        description={t("comment.hint")}
        inputWrapperOrder={["input", "description"]}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={client.limits?.comment ?? 2000}
        readOnly={!writable}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {conflict === null ? null : (
        <Alert color="orange" mt="xs" role="alert">
          {t("comment.conflict")}
          <Text size="sm" my={6} style={{ whiteSpace: "pre-wrap" }}>
            {conflict.comment === "" ? t("comment.empty") : conflict.comment}
          </Text>
          <Group gap="xs">
            <Button size="compact-xs" variant="default" onClick={() => take(conflict)}>
              {t("comment.take")}
            </Button>
            <Button size="compact-xs" onClick={() => void save(conflict.comment_version)}>
              {t("comment.keep")}
            </Button>
          </Group>
        </Alert>
      )}
      {writable && changed && conflict === null ? (
        <Button mt="xs" size="xs" loading={busy} onClick={() => void save(base.comment_version)}>
          {t("comment.save")}
        </Button>
      ) : null}
    </section>
  );
}

/** A comment that was begun and not saved, over the one that stood there then. */
function begunAt(place: string): { text: string; base: Standing } | null {
  const kept = draftOf(place);
  return kept === "" ? null : JSON.parse(kept);
}
