import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Both screens over a scripted server, for looking at them while they are made. Never built.
export default defineConfig({ root: import.meta.dirname, plugins: [react()] });
