import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { mockApi } from "./mockApi.js";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  plugins: [react(), mockApi()],
  server: { host: "127.0.0.1" },
});
