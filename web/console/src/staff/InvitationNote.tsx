/** Who has not come in yet: has the invitation reached them, and can it be sent again? */

import { Alert, Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import type { Employee } from "./api.ts";
import { useCrew } from "./crew.ts";

interface InvitationNoteProps {
  person: Employee;
  /** Read the card anew. */
  again(): void;
}

export function InvitationNote({ person, again }: InvitationNoteProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { people } = useCrew();
  const [busy, setBusy] = useState(false);
  const { invitation, active, email } = person;
  if (invitation === null || !active) {
    return null;
  }
  const send = async () => {
    setBusy(true);
    try {
      await http.response(`${people}/${person.id}/invite`, { method: "POST" });
      tellDone(t("staff.invited", { email }));
      again();
    } catch (error) {
      if (error instanceof Problem && error.code === "conflict") {
        tellDone(t("invitation.late"));
        again();
      } else {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert role="note" color={invitation === "sent" ? "blue" : "orange"} data-testid="invitation">
      {t(`invitation.${invitation}`, { email })}
      {invitation === "unsent" ? null : (
        <div>
          <Button
            size="compact-sm"
            variant="light"
            mt={8}
            loading={busy}
            onClick={() => void send()}
          >
            {t("invitation.again")}
          </Button>
        </div>
      )}
    </Alert>
  );
}
