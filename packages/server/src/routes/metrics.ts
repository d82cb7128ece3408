import type { Route } from "../services.js";

/** `GET /metrics`: the server's own metrics in Prometheus' text format. */
export const metricsRoute: Route = (app, services) => {
  app.get("/metrics", async (context) => {
    const { registry } = services.metrics;
    const text = await registry.metrics();
    return context.body(text, 200, { "content-type": registry.contentType });
  });
};
