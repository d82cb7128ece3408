import { honoMetrics } from "@cordwood/metrics";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Registry } from "prom-client";
import { auditRefusedLevels } from "./apps/level-audit.js";
import { elasticFailure, isElasticPath } from "./elastic/elastic-answer.js";
import { errorAnswer } from "./error-answer.js";
import { ServerError } from "./errors.js";
import { accessRecord } from "./guards/access-record.js";
import { authenticationGuard } from "./guards/authentication.js";
import { compressedAnswers } from "./guards/compressed-answers.js";
import { hostGuard } from "./guards/host.js";
import { originGuard } from "./guards/origin.js";
import { requestId } from "./guards/request-id.js";
import { securityHeaders } from "./guards/security-headers.js";
import type { PageFile } from "./page/page-files.js";
import { pageRoutes } from "./page/page-routes.js";
import { nearest } from "./api/nearest.js";
import { routes as allRoutes } from "./routes/index.js";
import type { App, RequestContext, Route, ServerEnvironment, Services } from "./services.js";

/** What the application needs besides its services. */
export interface AppOptions {
  /** Names under which this server may be asked, besides addresses and localhost. */
  allowedHosts: readonly string[];
  /** The page's files; without them only the API answers. */
  page: ReadonlyMap<string, PageFile> | undefined;
  /** @default all of the API */
  routes?: readonly Route[];
}

/** Puts guards, routes and page together; the order is the order in which a request meets them. */
export function createApp(services: Services, options: AppOptions): App {
  const app: App = new Hono<ServerEnvironment>();
  app.onError((error, context) => answerError(error, context, services));
  app.notFound((context) => answerError(notFound(app, context), context, services));
  app.use(measured(services.metrics.registry));
  requestId(app);
  securityHeaders(app);
  compressedAnswers(app);
  accessRecord(app, services);
  if (!services.authentication.required) hostGuard(app, options.allowedHosts);
  originGuard(app);
  auditRefusedLevels(app, services);
  authenticationGuard(app, services);
  for (const route of options.routes ?? allRoutes) route(app, services);
  if (options.page) pageRoutes(app, options.page);
  return app;
}

/** Counts and measures requests in a registry; ids and records of them are this server's own. */
export function measured(registry: Registry): ReturnType<typeof honoMetrics> {
  const buckets = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];
  return honoMetrics({ registry, prefix: "cordwood_", buckets, logger: false, requestIdHeader: false, context: false });
}

function answerError(error: unknown, context: RequestContext, services: Services): Response {
  if (isElasticPath(context.req.path)) return elasticFailure(context, services, error);
  const id = context.get("requestId");
  const { status, headers, body, unexpected } = errorAnswer(error, id);
  if (unexpected && !context.req.raw.signal.aborted) services.logger.error(`request ${id} failed`, error);
  return context.json(body, status as ContentfulStatusCode, headers);
}

/** Tells a wrong method from a wrong path, and names the nearest path. */
function notFound(app: App, context: RequestContext): ServerError {
  const { method, path } = context.req;
  const paths = app.routes.filter((route) => route.method !== "ALL" && route.path !== "*");
  const allowed = paths.filter((route) => route.path === path).map((route) => route.method);
  if (allowed.length > 0) {
    context.header("allow", allowed.join(", "));
    return new ServerError("CW_SERVER_METHOD", { method, path, allowed: allowed.join(" or ") });
  }
  const suggestion = nearest(
    path,
    paths.map((route) => route.path),
  );
  const hint = suggestion === undefined ? "docs/reference/http-api.md lists every path" : `did you mean ${suggestion}?`;
  return new ServerError("CW_SERVER_NOT_FOUND", { method, path: path.slice(0, 255), hint });
}
