/** How are the basic settings of a mini-app's chat changed? */

import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import { useTools } from "../tools.tsx";
import { BasicsFields } from "./BasicsFields.tsx";
import { type Basics, sentOf } from "./basics.ts";
import type { Choices } from "./choices.ts";
import { SaveBar } from "./SaveBar.tsx";
import { useDocument } from "./useDocument.ts";

interface BasicsFormProps {
  id: string;
  card: Card<Basics>;
  choices: Choices;
  mayEdit: boolean;
  saved(): void;
}

export function BasicsForm({ id, card, choices, mayEdit, saved }: BasicsFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const editing = useDocument(http, `miniapps/${id}/chat`, card, { sent: sentOf, saved });
  const { value, set, mistakes } = editing;
  return (
    <form
      aria-label={t("chat.basics")}
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <Stack>
        <BasicsFields
          value={value}
          set={set}
          choices={choices}
          mistakes={mistakes}
          readOnly={!mayEdit}
        />
        <SaveBar editing={editing} />
      </Stack>
    </form>
  );
}
