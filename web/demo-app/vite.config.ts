import { defineConfig } from "vite";

// Every build is served from another folder: all addresses are relative.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../../chatserver/static/demo-app",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: false,
  },
});
