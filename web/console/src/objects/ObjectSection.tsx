/** Of which quarters, buildings and premises does the estate consist? */

import { IconPlus, speakAlso } from "@chatserver/ui";
import { Button, Group } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardSheet } from "../cards/CardSheet.tsx";
import { Cards } from "../cards/cards.ts";
import { SearchField } from "../cards/SearchField.tsx";
import { ImportSheet } from "../imports/ImportSheet.tsx";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { objectsEn } from "../words/objects.en.ts";
import { objectsRu } from "../words/objects.ru.ts";
import { FoundObjects } from "./FoundObjects.tsx";
import { ObjectCard } from "./ObjectCard.tsx";
import { ObjectTree } from "./ObjectTree.tsx";
import type { EstateObject } from "./object.ts";

speakAlso({ ru: objectsRu, en: objectsEn });

export default function ObjectSection() {
  const { t } = useTranslation();
  const { http, directory, me } = useTools();
  const route = useRoute();
  const [, named] = useHere().path;
  const id = named === undefined || named === "import" ? null : named;
  const [q, setQ] = useState("");
  const [round, setRound] = useState(0);
  const top = useRef<HTMLButtonElement>(null);
  const cards = useMemo(() => new Cards<EstateObject>(http, "objects"), [http]);
  const close = () => route.go(["objects"]);
  const changed = () => {
    directory.forget("objects");
    setRound((before) => before + 1);
  };
  const done = () => {
    changed();
    close();
  };
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.objects")}</h1>
          <Group gap="xs" justify="flex-end" className={css.push ?? ""}>
            <Button ref={top} variant="default" onClick={() => route.go(["objects", "import"])}>
              {t("import.open")}
            </Button>
            {me.objects == null ? (
              <Button
                leftSection={<IconPlus size={17} />}
                onClick={() => route.go(["objects", "new"])}
              >
                {t("object.add.quarter")}
              </Button>
            ) : null}
          </Group>
        </div>
        <SearchField label={t("object.search")} search={setQ} />
        {q === "" ? <ObjectTree round={round} /> : <FoundObjects key={round} q={q} />}
        <CardSheet
          id={id}
          title={t(id === "new" ? "object.new" : "object.one")}
          cards={cards}
          close={close}
        >
          {(shown) => (
            <ObjectCard
              {...shown}
              cards={cards}
              close={close}
              done={done}
              removed={() => {
                done();
                // The line to which the focus would go back leaves with the object.
                void directory.objectsIn(null).finally(() => top.current?.focus());
              }}
            />
          )}
        </CardSheet>
        <ImportSheet kind="objects" done={changed} />
      </div>
    </main>
  );
}
