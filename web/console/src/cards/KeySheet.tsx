/** Which keys hold, how is another made, and one revoked? */

import { fullTime, IconPlus, useLanguage } from "@chatserver/ui";
import { Button, Group, Stack, Table } from "@mantine/core";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { EndKey } from "./EndKey.tsx";
import type { Key, MadeKey, MoreOfKey } from "./keys.ts";
import { NewKey } from "./NewKey.tsx";
import { SecretOnce } from "./SecretOnce.tsx";

interface KeySheetProps<K extends Key> {
  /** Of the API: read for the list, written to for another, deleted below. */
  path: string;
  title: string;
  hint: string;
  /** What else is told of a key. */
  told?(key: K): ReactNode;
  /** What else has to be said of one that is to be made. */
  more?: MoreOfKey | undefined;
}

export function KeySheet<K extends Key>({ path, title, hint, told, more }: KeySheetProps<K>) {
  const { t } = useTranslation();
  const { http } = useTools();
  const loading = useLoading(useCallback(() => http.all<K>(path), [http, path]));
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const [ending, setEnding] = useState<K | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  return (
    <section className={css.sheet}>
      <h2>{title}</h2>
      <p className={css.quiet}>{hint}</p>
      <Stack mt="sm">
        {made === null ? null : (
          <div>
            <b>{made.name}</b>
            <SecretOnce value={made.secret} />
          </div>
        )}
        {making ? (
          <NewKey
            path={path}
            more={more}
            leave={() => setMaking(false)}
            made={(key) => {
              setMade(key);
              setMaking(false);
              loading.reload();
            }}
          />
        ) : (
          <Group>
            <Button
              ref={add}
              size="xs"
              leftSection={<IconPlus size={15} />}
              onClick={() => {
                setMade(null);
                setMaking(true);
              }}
            >
              {t("key.add")}
            </Button>
          </Group>
        )}
        <WhenHere loading={loading}>
          {(keys) =>
            keys.length === 0 ? (
              <p className={css.quiet}>{t("key.none")}</p>
            ) : (
              <Table data-testid="keys">
                <Table.Tbody>
                  {keys.map((key) => (
                    <KeyLine key={key.id} line={key} told={told} end={() => setEnding(key)} />
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </WhenHere>
      </Stack>
      <EndKey
        path={path}
        line={ending}
        leave={() => setEnding(null)}
        ended={() => {
          setEnding(null);
          loading.reload();
          add.current?.focus();
        }}
      />
    </section>
  );
}

interface KeyLineProps<K extends Key> {
  line: K;
  told: ((key: K) => ReactNode) | undefined;
  end(): void;
}

function KeyLine<K extends Key>({ line, told, end }: KeyLineProps<K>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { name, maker, maker_active, created_at, used_at } = line;
  return (
    <Table.Tr>
      <Table.Td>
        <b>{name}</b>
        {told?.(line)}
      </Table.Td>
      <Table.Td>
        {t("key.made", { at: fullTime(created_at, language), whom: maker?.name ?? "–" })}
        {maker_active || maker === null ? null : ` (${t("key.maker.gone")})`}
        {used_at === undefined ? null : (
          <div className={css.quiet}>
            {used_at === null
              ? t("key.unused")
              : t("key.used", { at: fullTime(used_at, language) })}
          </div>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t("key.end.label", { name })}
          onClick={end}
        >
          {t("key.end")}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
