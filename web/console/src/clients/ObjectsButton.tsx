/** In which objects do those live who are looked for? */

import { Input, Popover } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ObjectsField } from "../list/ObjectsField.tsx";
import css from "./clients.module.css";

interface ObjectsButtonProps {
  value: string[];
  change(ids: string[]): void;
}

export function ObjectsButton({ value, change }: ObjectsButtonProps) {
  const { t } = useTranslation();
  const label = t("clients.objects");
  const told = value.length === 0 ? t("field.any") : t("reach.chosen", { count: value.length });
  return (
    <Popover position="bottom-start" width={340} trapFocus shadow="md">
      <Input.Wrapper label={label} labelElement="div">
        <Popover.Target>
          <Input component="button" type="button" pointer aria-label={`${label}: ${told}`}>
            {value.length === 0 ? <span className={css.any}>{told}</span> : told}
          </Input>
        </Popover.Target>
      </Input.Wrapper>
      <Popover.Dropdown className={css.drop ?? ""}>
        <ObjectsField label={label} value={value} change={change} />
      </Popover.Dropdown>
    </Popover>
  );
}
