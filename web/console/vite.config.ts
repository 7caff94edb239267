import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/console/",
  publicDir: "../ui/public",
  plugins: [react()],
  build: {
    outDir: "../../chatserver/static/console",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 1100,
  },
});
