import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/demo/app/",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "../../chatserver/static/superapp",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
});
