/** What is seen until a screen's script is there? On a slow line that takes seconds. */

import type { Plugin } from "vite";

const STYLE = `
.wait {
  position: fixed;
  inset: 0;
  margin: auto;
  width: 40px;
  height: 40px;
  border: 3px solid #8884;
  border-top-color: #1f8a7d;
  border-radius: 50%;
  /* Whoever has the screen in the cache sees nothing of it. */
  animation: appear 0.2s 0.4s both, turn 1s linear infinite;
}
@keyframes appear { from { opacity: 0 } }
@keyframes turn { to { rotate: 1turn } }
@media (prefers-reduced-motion: reduce) {
  .wait { animation: appear 0.2s 0.4s both }
}`;
const ROOT = '<div id="root"></div>';
const NO_SCRIPT =
  "Чтобы открыть эту страницу, включите JavaScript. To open this page, turn JavaScript on.";

/** Put it into the page, in either colour scheme; React throws it out when it draws. */
export const wait: Plugin = {
  name: "wait",
  transformIndexHtml: (page) => ({
    html: page.replace(ROOT, '<div id="root"><div class="wait"></div></div>'),
    tags: [
      { tag: "meta", attrs: { name: "color-scheme", content: "light dark" }, injectTo: "head" },
      { tag: "style", children: STYLE, injectTo: "head" },
      { tag: "noscript", children: NO_SCRIPT, injectTo: "body" },
    ],
  }),
};
