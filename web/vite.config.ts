// How the page is built, served while it is being worked on, and tested.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// ONGGI_URL: the server that `npm run dev` speaks to; the mock of this folder by default.
const server = process.env.ONGGI_URL ?? "http://127.0.0.1:8499";

export default defineConfig({
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": server } },
  build: {
    // light-dark() is left as it is: its replacement would not see the colour scheme that Mantine sets.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    css: false,
    restoreMocks: true,
  },
});
