/** What does this version ask for that the one before did not? It stands first (D13). */

import { Badge, Group, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import type { Change, ReviewCard } from "./api.ts";

export function ChangesSheet({ card }: { card: ReviewCard }) {
  const { t } = useTranslation();
  const changes = Object.entries(card.changes);
  // Before the first approval there is nothing to hold it against.
  const first = card.serving_digest === null;
  const scopes = card.build?.manifest.scopes ?? [];
  return (
    <section className={css.sheet} data-testid="changes">
      <h2>{t(first ? "moderation.asks" : "moderation.changes")}</h2>
      {changes.length === 0 ? (
        <p className={css.quiet}>
          {t(`moderation.changes.${card.build === null ? "offer" : first ? "first" : "none"}`)}
        </p>
      ) : (
        <Table>
          <Table.Tbody>
            {changes.map(([field, { added, removed }]) => (
              <Table.Tr key={field}>
                <Table.Th>{t(`manifest.${field}`)}</Table.Th>
                <Table.Td>
                  {field === "purposes" ? (
                    <Sentences added={added} removed={removed} />
                  ) : (
                    <Names added={added} removed={removed} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {scopes.length === 0 ? null : (
        <>
          <h3>{t("moderation.purposes")}</h3>
          <dl className={css.facts}>
            {scopes.map((scope) => (
              <div key={scope.name} style={{ display: "contents" }}>
                <dt className={css.code}>{scope.name}</dt>
                <dd>
                  {scope.purpose}{" "}
                  <span className={css.quiet}>
                    {t(scope.required ? "manifest.required" : "manifest.optional")}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

function Names({ added, removed }: Change) {
  return (
    <Group gap={6}>
      {added.map((name) => (
        <Badge key={name} color="orange" variant="light" tt="none">
          + {name}
        </Badge>
      ))}
      {removed.map((name) => (
        <Badge key={name} color="gray" variant="light" tt="none">
          − {name}
        </Badge>
      ))}
    </Group>
  );
}

/** What clients will read instead of what: a badge would cut it. */
function Sentences({ added, removed }: Change) {
  return (
    <>
      {added.map((text) => (
        <p key={text}>+ {text}</p>
      ))}
      {removed.map((text) => (
        <p key={text} className={css.quiet}>
          − {text}
        </p>
      ))}
    </>
  );
}
