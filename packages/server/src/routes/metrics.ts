import { expose } from "@cordwood/metrics";
import type { Route } from "../services.js";

/** `GET /metrics`: the server's own metrics in Prometheus' text format or in OpenMetrics, whichever is asked for. */
export const metricsRoute: Route = (app, services) => {
  app.get("/metrics", async (context) => {
    const { contentType, body } = await expose(services.metrics.exposed(), context.req.header("accept"));
    return context.body(body, 200, { "content-type": contentType });
  });
};
