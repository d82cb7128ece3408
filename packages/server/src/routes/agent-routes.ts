import type { Route } from "../services.js";
import { gelfRoute } from "./gelf.js";
import { healthzRoute } from "./healthz.js";
import { ingestRoute } from "./ingest.js";
import { lokiPushRoute } from "./loki-push.js";
import { metricsRoute } from "./metrics.js";
import { otlpLogsRoute } from "./otlp-logs.js";
import { readyzRoute } from "./readyz.js";

/** What an agent answers: how it is, and that it has taken records. */
export const agentRoutes: readonly Route[] = [
  healthzRoute,
  readyzRoute,
  metricsRoute,
  ingestRoute,
  lokiPushRoute,
  otlpLogsRoute,
  gelfRoute,
];
