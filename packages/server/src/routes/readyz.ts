import { retryAfterSeconds } from "../limits.js";
import type { Route } from "../services.js";

/** `GET /readyz`: 200 once the store is open and records are taken, 503 before, while closing, and when the buffer's disk has failed. */
export const readyzRoute: Route = (app, services) => {
  app.get("/readyz", (context) => {
    const reason = services.notReady();
    if (reason === undefined) return context.json({ status: "ready" });
    context.header("retry-after", String(retryAfterSeconds));
    return context.json({ status: reason }, 503);
  });
};
