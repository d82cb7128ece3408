export {
  Counter,
  Gauge,
  Histogram,
  register,
  Registry,
  Summary,
  collectDefaultMetrics,
  AggregatorRegistry,
} from "prom-client";
export { MetricsError, type MetricsErrorCode } from "./errors.js";
export { type Exposition, expose } from "./exposition/exposition.js";
export { type HttpServerOptions, type MetricsServer, startHttpServer } from "./exposition/start-http-server.js";
export type { MetricsTls } from "./exposition/metrics-tls.js";
export { guardLabels } from "./guard/guard-labels.js";
export { LabelGuard, type LabelGuardOptions } from "./guard/label-guard.js";
export { expressMetrics, type ExpressMetrics } from "./http/express.js";
export { fastifyMetrics, type FastifyMetricsPlugin } from "./http/fastify.js";
export { honoMetrics, type HonoOptions } from "./http/hono.js";
export type { Exchange } from "./http/exchange.js";
export { type Framework, HttpMetrics, type HttpMetricsOptions } from "./http/http-metrics.js";
export { koaMetrics } from "./http/koa.js";
export { nodeHttpMetrics, type NodeHttpOptions, type RequestListener } from "./http/node-http.js";
export { countLogRecords, type CountLogRecordsOptions } from "./logs/count-log-records.js";
export { MetricsHandler, type MetricsHandlerOptions, type RecordMetric } from "./logs/metrics-handler.js";
export { VolumeGuard, type VolumeGuardOptions } from "./logs/volume-guard.js";
export { aggregatedRegistry, shareMetrics } from "./sharing/share-metrics.js";
