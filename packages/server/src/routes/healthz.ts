import type { Route } from "../services.js";

/** `GET /healthz`: 200 as long as the process answers at all. */
export const healthzRoute: Route = (app) => {
  app.get("/healthz", (context) => context.json({ status: "ok" }));
};
