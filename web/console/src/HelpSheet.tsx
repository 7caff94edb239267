/** Which keys can a person use instead of the mouse? */

import { Kbd, Modal, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { keyNames, MORE_KEYS, SHORTCUTS } from "./shortcuts.ts";

export function HelpSheet({ opened, close }: { opened: boolean; close(): void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("keys.title")}
      centered
      size="md"
      closeButtonProps={{ "aria-label": t("message.close") }}
    >
      <Table verticalSpacing={6} data-testid="help-sheet">
        <Table.Tbody>
          {[...SHORTCUTS, ...MORE_KEYS].map(({ name, keys }) => (
            <Table.Tr key={name}>
              <Table.Td>{t(`keys.${name}`)}</Table.Td>
              <Table.Td style={{ textAlign: "right", whiteSpace: "nowrap" }}>
                {keyNames(keys).map((key) => (
                  <Kbd key={key} ml={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
