/** What does a ready text say, and to whom does it belong? */

import { Button, Checkbox, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isOvertaken, Overtaken } from "../Overtaken.tsx";
import { useTools } from "../tools.tsx";
import { Mistakes, tellProblem } from "../trouble.ts";
import type { Reply } from "./book.ts";
import { PLACEHOLDERS } from "./fill.ts";

interface ReplyFormProps {
  /** Null: a new one. */
  reply: Reply | null;
  /** Whether this employee may write for everybody. */
  shares: boolean;
  leave(): void;
}

export function ReplyForm({ reply, shares, leave }: ReplyFormProps) {
  const { t } = useTranslation();
  const { book } = useTools();
  const [draft, setDraft] = useState({
    title: reply?.title ?? "",
    text: reply?.text ?? "",
    shared: reply?.shared ?? false,
  });
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [overtaken, setOvertaken] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const insert = (word: string) => {
    const at = field.current?.selectionEnd ?? draft.text.length;
    set({ text: `${draft.text.slice(0, at)}{${word}}${draft.text.slice(at)}` });
    field.current?.focus();
  };
  const save = async () => {
    setBusy(true);
    try {
      await (reply === null ? book.add(draft) : book.change(reply, draft));
      leave();
    } catch (error) {
      setMistakes(Mistakes.of(error));
      setOvertaken(isOvertaken(error));
      if (Mistakes.of(error).length === 0 && !isOvertaken(error)) {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t("replies.form.title")}
          maxLength={100}
          error={mistakes.at("/title")}
          value={draft.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Textarea
          ref={field}
          label={t("replies.form.text")}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={4000}
          error={mistakes.at("/text")}
          value={draft.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <Group gap={6} role="group" aria-label={t("replies.placeholders")}>
          {PLACEHOLDERS.map((word) => (
            <Button key={word} size="compact-xs" variant="default" onClick={() => insert(word)}>
              {t(`placeholder.${word}`)}
            </Button>
          ))}
        </Group>
        {shares && reply === null ? (
          <Checkbox
            label={t("replies.form.shared")}
            checked={draft.shared}
            onChange={(event) => set({ shared: event.currentTarget.checked })}
          />
        ) : null}
        {overtaken ? <Overtaken /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
