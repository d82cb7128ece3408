import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import { expect, test } from "vitest";
import { createApp } from "./app.js";
import { ByteBudget } from "./body/byte-budget.js";
import { createAuthentication, needsToken } from "./guards/authentication.js";
import { createMetrics, noSources } from "./metrics/server-metrics.js";
import { RunningQueries } from "./queries/running-queries.js";
import { QueryGate } from "./query-gate.js";

const app = createApp(
  {
    backend: () => {
      throw new Error("no backend here");
    },
    notReady: () => "starting",
    logger: getLogger("cordwood.test"),
    metrics: createMetrics(noSources),
    queries: new QueryGate(1, 1),
    running: new RunningQueries(),
    exports: new QueryGate(1, 1),
    bodies: new ByteBudget(1),
    authentication: createAuthentication(["s3cret-token"]),
    closing: new AbortController().signal,
  },
  { allowedHosts: [], page: undefined },
);

const routes = [...new Set(app.routes.filter((route) => route.method !== "ALL").map((route) => route.path))];
const open = ["/healthz", "/readyz", "/api/v1/session"];

test("every path but the probes and signing in wants a token", () => {
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter((path) => !needsToken(path))).toEqual(open);
});

test.each([
  "/api/v1/search",
  "//api/v1/search",
  "/%61pi/v1/search",
  "/api/v1/../v1/search",
  "/api/v1/search/",
  "/metrics",
])("no spelling of a path gets around it: %s", async (path) => {
  const answer = await app.request(`http://localhost${path}`);
  expect([401, 404]).toContain(answer.status);
});

test("every path is described in the reference", () => {
  const reference = readFileSync(join(import.meta.dirname, "../../../docs/reference/http-api.md"), "utf8");
  const missing = routes.filter((path) => {
    const named = path.split("/").filter((segment) => segment !== "" && !segment.startsWith(":"));
    return !named.every((segment) => reference.includes(segment));
  });
  expect(missing).toEqual([]);
});
