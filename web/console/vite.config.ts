import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { wait } from "../tools/wait.ts";

export default defineConfig({
  base: "/console/",
  publicDir: "../ui/public",
  plugins: [react(), wait],
  build: {
    outDir: "../../chatserver/static/console",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 1100,
  },
});
