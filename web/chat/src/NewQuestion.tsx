/** How does a client begin anew after a dialog has ended? */

import { IconPlus, tellFailure, useClient } from "@chatserver/ui";
import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Places } from "./Choices.tsx";
import css from "./chat.module.css";
import type { Session } from "./session.ts";
import { type Premises, premises } from "./superapp.ts";

interface NewQuestionProps {
  session: Session;
  chat: string;
  product: string;
}

export function NewQuestion({ session, chat, product }: NewQuestionProps) {
  const client = useClient();
  const { t } = useTranslation();
  const [places, setPlaces] = useState<Premises[]>([]);
  const [busy, setBusy] = useState(false);

  const begin = async (place?: string) => {
    setPlaces([]);
    const write = client.write({
      type: "dialog.new",
      chat,
      ...(place === undefined ? {} : { place }),
    });
    try {
      await write.settled;
      if (place !== undefined) {
        // The card shows the place, and no event tells it.
        await client.open(product);
      }
    } catch (error) {
      tellFailure(error);
    }
  };
  const ask = async () => {
    const all = await premises(session).catch(() => []);
    if (all.length > 1) {
      setPlaces(all);
    } else {
      await begin();
    }
  };
  /** From the press on, not from the write on: asking for the places may take long, too. */
  const busily = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={css.over}>
      <span>{t("new.hint")}</span>
      <Button
        radius="xl"
        leftSection={<IconPlus size={16} />}
        loading={busy}
        onClick={() => void busily(ask)}
      >
        {t("new.question")}
      </Button>
      <Modal
        opened={places.length > 0}
        onClose={() => setPlaces([])}
        withCloseButton={false}
        padding={0}
        centered
        attributes={{ content: { "aria-label": t("places.title") } }}
      >
        <Places places={places} choose={(place) => void busily(() => begin(place.id))} />
      </Modal>
    </div>
  );
}
