import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    testTimeout: 60_000,
    // Each file sees a world of its own, as in a process of its own, but jsdom is read once for all.
    pool: "vmForks",
    // By default one core is left out: of two that is half.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: { name: "protocol", include: ["protocol/tests/**/*.test.ts"], environment: "node" },
      },
      {
        extends: true,
        test: {
          name: "screens",
          include: ["{sdk,ui,chat,console,superapp}/tests/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          setupFiles: ["./ui/tests/setup.ts"],
          // What browsers get. Node's half of it watches the signals of the process, once a file.
          alias: { "tus-js-client": "tus-js-client/lib.es5/browser/index.js" },
        },
      },
    ],
  },
});
