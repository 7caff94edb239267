/** The operator's console. */

import { start } from "./start.tsx";

const root = document.getElementById("root");
if (root !== null) {
  void start(root);
}
