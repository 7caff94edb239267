import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "protocol", include: ["protocol/tests/**/*.test.ts"], environment: "node" },
      },
      {
        extends: true,
        test: {
          name: "screens",
          include: ["{sdk,ui,chat,console}/tests/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          setupFiles: ["./ui/tests/setup.ts"],
        },
      },
    ],
  },
});
