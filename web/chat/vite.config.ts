import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/chat/",
  publicDir: "../ui/public",
  plugins: [react()],
  build: {
    outDir: "../../chatserver/static/chat",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
});
