/** The demo's superapp. */

import { Bulkhead, speak, theme } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { App, Nobody } from "./App.tsx";
import { sessionOf } from "./session.ts";
import { Shell } from "./shell.ts";
import { en } from "./words/en.ts";
import { ru } from "./words/ru.ts";
import "@mantine/core/styles.layer.css";

speak({ ru, en });
const client = new URLSearchParams(window.location.search).get("demo");
const session = client === null ? null : sessionOf(client);
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Bulkhead>
        {session === null ? <Nobody /> : <App session={session} shell={new Shell(session.door)} />}
      </Bulkhead>
    </MantineProvider>,
  );
}
