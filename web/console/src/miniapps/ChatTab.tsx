/** How is a mini-app's chat set up: by the basic settings, and by the bot? */

import { Alert } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { BasicsForm } from "./BasicsForm.tsx";
import { BotForm } from "./BotForm.tsx";
import type { Basics } from "./basics.ts";
import { type Bot, documentOf } from "./bot.ts";
import { type Choices, choicesFrom } from "./choices.ts";
import { DryRunSheet } from "./DryRunSheet.tsx";

interface ChatTabProps {
  id: string;
  mayEdit: boolean;
}

export function ChatTab({ id, mayEdit }: ChatTabProps) {
  const { http, directory } = useTools();
  const loading = useLoading(
    useCallback(async () => {
      const [basics, bot, choices] = await Promise.all([
        http.card<Basics>(`miniapps/${id}/chat`),
        http.card<Bot>(`miniapps/${id}/chat/bot`),
        choicesFrom(directory),
      ]);
      return { basics, bot, choices };
    }, [http, directory, id]),
  );
  const reload = () => {
    // The filters of the chats name the product and its topics, ready replies its public title.
    directory.forget("products");
    directory.forget("topics");
    loading.reload();
  };
  return (
    <WhenHere loading={loading}>
      {({ basics, bot, choices }) => (
        <Forms
          id={id}
          basics={basics}
          bot={bot}
          choices={choices}
          mayEdit={mayEdit && basics.body.chat_on}
          reload={reload}
        />
      )}
    </WhenHere>
  );
}

interface FormsProps extends ChatTabProps {
  basics: Card<Basics>;
  bot: Card<Bot>;
  choices: Choices;
  reload(): void;
}

function Forms({ id, basics, bot, choices, mayEdit, reload }: FormsProps) {
  const { t } = useTranslation();
  // Both forms stand on the same version of the product: each keeps what was begun in it when the
  // other is saved.
  return (
    <>
      {basics.body.chat_on ? null : (
        <Alert color="orange" mb="md">
          {t("problem.chat_disabled")}
        </Alert>
      )}
      <section className={css.sheet}>
        <h2>{t("chat.basics")}</h2>
        <BasicsForm id={id} card={basics} choices={choices} mayEdit={mayEdit} saved={reload} />
      </section>
      <section className={css.sheet}>
        <h2>{t("chat.bot")}</h2>
        <BotForm id={id} card={bot} choices={choices} mayEdit={mayEdit} saved={reload} />
      </section>
      {mayEdit ? (
        <DryRunSheet id={id} tags={bot.body.tags} rules={JSON.stringify(documentOf(bot.body))} />
      ) : null}
    </>
  );
}
