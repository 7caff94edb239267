/** What stands in what? Each line leads to its card, and adds to what it holds. */

import { IconPlus } from "@chatserver/ui";
import { ActionIcon } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import { EstateTree } from "../list/EstateTree.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { kindsIn } from "./object.ts";
import look from "./objects.module.css";

export function ObjectTree({ round }: { round: number }) {
  const { t } = useTranslation();
  const route = useRoute();
  return (
    <section className={`${css.sheet} ${look.tree}`} data-testid="objects">
      <EstateTree
        round={round}
        none={t("object.empty")}
        line={({ id, name, kind, address }) => (
          <div className={look.line}>
            <Link path={["objects", id]}>{name}</Link>
            <small>
              {[kind === "premises" ? "" : t(`object.kind.${kind}`), address]
                .filter(Boolean)
                .join(" · ")}
            </small>
            {kindsIn(kind).length === 0 ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("object.add.in", { name })}
                onClick={() => route.go(["objects", "new"], { parent: id })}
              >
                <IconPlus size={16} />
              </ActionIcon>
            )}
          </div>
        )}
      />
    </section>
  );
}
