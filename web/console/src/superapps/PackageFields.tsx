/** In which apps is a superapp installed on phones? Links open there without asking. */

import { IconDelete, IconPlus } from "@chatserver/ui";
import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import type { Mistakes } from "../trouble.ts";
import { ID_MAX, NEW_PACKAGE, PACKAGES_MAX, type PackageDraft, PLATFORMS } from "./superapp.ts";

interface PackageFieldsProps {
  packages: readonly PackageDraft[];
  mistakes: Mistakes;
  set(packages: readonly PackageDraft[]): void;
}

export function PackageFields({ packages, mistakes, set }: PackageFieldsProps) {
  const { t } = useTranslation();
  const add = useRef<HTMLButtonElement>(null);
  return (
    <Fieldset legend={t("superapps.packages")} p="sm">
      <Stack gap="sm">
        <p className={css.quiet}>{t("superapps.packages.hint")}</p>
        {packages.map((one, at) => (
          <PackageField
            // biome-ignore lint/suspicious/noArrayIndexKey: nothing else of a package stays as it is
            key={at}
            value={one}
            pointer={`/packages/${at}`}
            mistakes={mistakes}
            set={(change) =>
              set(packages.map((other, n) => (n === at ? { ...one, ...change } : other)))
            }
            remove={() => {
              set(packages.filter((_, n) => n !== at));
              add.current?.focus();
            }}
          />
        ))}
        <Group>
          <Button
            ref={add}
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={15} />}
            disabled={packages.length >= PACKAGES_MAX}
            onClick={() => set([...packages, NEW_PACKAGE])}
          >
            {t("superapps.package.add")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

interface PackageFieldProps {
  value: PackageDraft;
  pointer: string;
  mistakes: Mistakes;
  set(change: Partial<PackageDraft>): void;
  remove(): void;
}

function PackageField({ value, pointer, mistakes, set, remove }: PackageFieldProps) {
  const { t } = useTranslation();
  const { platform, id, fingerprints } = value;
  return (
    <section className={css.tag} aria-label={id || t("superapps.package.new")}>
      <Stack gap="sm">
        <Group align="start" wrap="nowrap">
          <div className={css.pair} style={{ flex: 1 }}>
            <Select
              label={t("superapps.platform")}
              allowDeselect={false}
              error={mistakes.at(`${pointer}/platform`)}
              value={platform}
              onChange={(chosen) => chosen && set({ platform: chosen })}
              data={PLATFORMS.map((one) => ({ value: one, label: t(`superapps.platform.${one}`) }))}
            />
            <TextInput
              label={t(`superapps.package.id.${platform}`)}
              withAsterisk
              maxLength={ID_MAX}
              placeholder={platform === "ios" ? "ABCDE12345.com.example.app" : "com.example.app"}
              error={mistakes.at(`${pointer}/id`)}
              value={id}
              onChange={(event) => set({ id: event.currentTarget.value })}
            />
          </div>
          <ActionIcon
            mt={26}
            variant="subtle"
            color="gray"
            aria-label={t("superapps.package.remove", { name: id })}
            onClick={remove}
          >
            <IconDelete size={17} />
          </ActionIcon>
        </Group>
        {platform === "ios" ? null : (
          <Textarea
            label={t("superapps.fingerprints")}
            description={t("superapps.fingerprints.hint")}
            autosize
            minRows={1}
            error={mistakes.at(`${pointer}/fingerprints`, true)}
            value={fingerprints}
            onChange={(event) => set({ fingerprints: event.currentTarget.value })}
          />
        )}
      </Stack>
    </section>
  );
}
