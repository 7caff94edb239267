/** How do both screens look? One palette, one rhythm, calm. */

import {
  ActionIcon,
  Button,
  createTheme,
  DEFAULT_THEME,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
} from "@mantine/core";
import { ButtonRoot } from "./ButtonRoot.tsx";

const sea: MantineColorsTuple = [
  "#e9f5f4",
  "#d6e9e7",
  "#acd3cf",
  "#7ebbb5",
  "#59a7a0",
  "#409a93",
  "#2f918a",
  "#1f7d76",
  "#0f6f68",
  "#005f59",
];

// White on Mantine's own seventh red cannot be read (3.9 to 1), and that is where one deletes.
const red = DEFAULT_THEME.colors.red
  .with(7, "#c92a2a")
  .with(8, "#b32525") as unknown as MantineColorsTuple;

export const theme = createTheme({
  primaryColor: "sea",
  primaryShade: 7,
  colors: { sea, red },
  defaultRadius: "md",
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif",
  headings: { fontWeight: "600" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { component: ButtonRoot } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { component: ButtonRoot } }),
    // Not by a key: the focus comes a moment after the menu, and whoever is quick would close it.
    Menu: Menu.extend({ defaultProps: { clickOutsideEvents: ["mousedown", "touchstart"] } }),
    // A dialog's header would count as the page's own once more.
    ModalHeader: Modal.Header.extend({ defaultProps: { role: "presentation" } }),
    DrawerHeader: Drawer.Header.extend({ defaultProps: { role: "presentation" } }),
  },
});
