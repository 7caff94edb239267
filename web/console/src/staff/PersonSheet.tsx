/** Where is somebody added, or their card changed? Above the list, which stays as it is. */

import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { Cards, type Employee, type Team } from "./api.ts";
import { PersonCard } from "./PersonCard.tsx";

interface PersonSheetProps {
  /** Null: nobody's. `new`: of somebody who is to be added. */
  id: string | null;
  team: Team;
  close(): void;
  changed(): void;
}

export function PersonSheet({ id, team, close, changed }: PersonSheetProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const cards = useMemo(() => new Cards<Employee>(http, "staff"), [http]);
  const narrow = useMediaQuery("(max-width: 759px)", false, { getInitialValueInEffect: false });
  const [typed, setTyped] = useState(false);
  const known = team.people.find((one) => one.id === id);
  const done = () => {
    changed();
    close();
  };
  const props = { cards, team, close, done, typing: setTyped };
  return (
    <Modal
      opened={id !== null}
      onClose={close}
      title={known?.name ?? t(id === "new" ? "staff.new" : "staff.card")}
      size="lg"
      fullScreen={narrow}
      // What was typed is not thrown away by a slip.
      closeOnClickOutside={!typed}
      closeOnEscape={!typed}
      transitionProps={{ exitDuration: 0 }}
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      {id === "new" ? <PersonCard {...props} card={null} again={() => undefined} /> : null}
      {id === null || id === "new" ? null : <Loaded key={id} id={id} {...props} />}
    </Modal>
  );
}

type LoadedProps = Omit<Parameters<typeof PersonCard>[0], "card" | "again"> & { id: string };

function Loaded({ id, ...props }: LoadedProps) {
  const { cards } = props;
  const loading = useLoading(useCallback(() => cards.read(id), [cards, id]));
  return (
    <WhenHere loading={loading}>
      {(card) => <PersonCard {...props} card={card} again={loading.reload} />}
    </WhenHere>
  );
}
