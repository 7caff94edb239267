/** The client's chat screen. */

import { start } from "./start.tsx";

const root = document.getElementById("root");
if (root !== null) {
  start(root);
}
