/** Where in the superapp can this client be led? (requirements 177–180) */

import type { LinkView } from "@chatserver/protocol";
import { IconLink, LinkCard } from "@chatserver/ui";
import { ActionIcon, Button, Loader, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { useTools } from "./tools.tsx";

interface LinkPickerProps {
  chat: string;
  choose(link: LinkView): void;
}

/** A button that opens the list of what the client of this chat could open now. */
export function LinkPicker({ chat, choose }: LinkPickerProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        radius="xl"
        aria-label={t("links.attach")}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        <IconLink />
      </ActionIcon>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("links.title")}
        closeButtonProps={{ "aria-label": t("links.close") }}
        centered
        size="md"
      >
        <Targets
          chat={chat}
          choose={(link) => {
            setOpened(false);
            choose(link);
          }}
        />
      </Modal>
    </>
  );
}

function Targets({ chat, choose }: LinkPickerProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const [q] = useDebouncedValue(words.trim(), 200);
  const found = useTargets(chat, q);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows go between what is in it
    <div className={css.targets} onKeyDown={alongArrows}>
      <TextInput
        data-autofocus
        aria-label={t("links.search")}
        placeholder={t("links.search")}
        value={words}
        maxLength={100}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <div className={css.targetList} data-testid="link-targets" aria-busy={found.loading}>
        {found.items.map((link) => (
          <LinkCard key={`${link.to}/${link.target ?? ""}`} link={link} open={choose} />
        ))}
        {found.loading ? <Loader size="sm" type="dots" /> : null}
        {found.failed ? (
          <div role="alert">
            <p>{t("links.failed")}</p>
            <Button variant="light" size="xs" onClick={found.again}>
              {t("list.again")}
            </Button>
          </div>
        ) : null}
        {!found.loading && !found.failed && found.items.length === 0 ? (
          <p role="status">{t(q === "" ? "links.none" : "links.notFound")}</p>
        ) : null}
        {found.more === undefined ? null : (
          <Button variant="subtle" onClick={found.more}>
            {t("links.more")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface Found {
  items: readonly LinkView[];
  loading: boolean;
  failed: boolean;
  again(): void;
  more: (() => void) | undefined;
}

function useTargets(chat: string, q: string): Found {
  const { api } = useTools();
  const [items, setItems] = useState<readonly LinkView[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<"loading" | "failed" | "there">("loading");
  const [from, setFrom] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at the front
  useEffect(() => setFrom(null), [q, chat]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks the same again
  useEffect(() => {
    let wanted = true;
    setState("loading");
    api.linkTargets(chat, q, from).then(
      (page) => {
        if (wanted) {
          setItems((before) => (from === null ? page.items : [...before, ...page.items]));
          setNext(page.next_cursor);
          setState("there");
        }
      },
      () => {
        if (wanted) {
          setState("failed");
        }
      },
    );
    return () => {
      wanted = false;
    };
  }, [api, chat, q, from, round]);
  return {
    items,
    loading: state === "loading",
    failed: state === "failed",
    again: () => setRound((before) => before + 1),
    more: state === "there" && next !== null ? () => setFrom(next) : undefined,
  };
}

/** The arrows go from the search to what was found, and back. */
function alongArrows(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) {
    return;
  }
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const to = stops[at + step];
  if (to !== undefined) {
    event.preventDefault();
    to.focus();
  }
}
