import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { wait } from "../tools/wait.ts";

export default defineConfig({
  base: "/demo/app/",
  publicDir: false,
  plugins: [react(), wait],
  build: {
    outDir: "../../chatserver/static/superapp",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
});
