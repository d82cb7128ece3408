// Every kind of request with every kind of token, against the whole application.
import { describe, expect, test } from "vitest";
import { createApp } from "../app.js";
import { ByteBudget } from "../body/byte-budget.js";
import { createMetrics, noSources } from "../metrics/server-metrics.js";
import { RunningQueries } from "../queries/running-queries.js";
import { QueryGate } from "../query-gate.js";
import { createAuthentication } from "./authentication.js";

const tokens = ["read:reader", "ingest:sender", "control:changer", "read+control:operator", "everything"];

function appWith(configured: readonly string[]): ReturnType<typeof createApp> {
  return createApp(
    {
      backend: () => {
        throw new Error("got past the guards");
      },
      notReady: () => "starting",
      logger: { debug() {}, info() {}, warning() {}, error() {} },
      metrics: createMetrics(noSources),
      queries: new QueryGate(1, 1),
      running: new RunningQueries(),
      exports: new QueryGate(1, 1),
      bodies: new ByteBudget(1024),
      authentication: createAuthentication(configured),
      closing: new AbortController().signal,
    },
    { allowedHosts: ["localhost"], page: undefined },
  );
}

/** What is missing: the code and message of a 403, or undefined when the request got past the guards. */
async function forbidden(
  app: ReturnType<typeof createApp>,
  request: string,
  secret?: string,
): Promise<string | undefined> {
  const [method = "", path = ""] = request.split(" ");
  const headers: Record<string, string> = { host: "localhost", "content-type": "application/json" };
  if (secret !== undefined) headers["authorization"] = `Bearer ${secret}`;
  const answer = await app.request(`http://localhost${path}`, {
    method,
    headers,
    ...(method === "GET" ? {} : { body: "{}" }),
  });
  if (answer.status !== 403) return undefined;
  const body = await answer.text();
  expect(body).toContain("CW_SERVER_FORBIDDEN");
  return /has no permission to ([\w ]+)/.exec(body)?.[1]?.trim();
}

describe("a token may do what it has a permission for", () => {
  const app = appWith(tokens);
  const check = (request: string, allowed: readonly string[], missing: string): void =>
    test(`${request}: ${allowed.join(", ")}`, async () => {
      for (const secret of ["reader", "sender", "changer", "operator", "everything"]) {
        const answer = await forbidden(app, request, secret);
        expect({ secret, answer }).toEqual({ secret, answer: allowed.includes(secret) ? undefined : missing });
      }
    });
  const readers = ["reader", "operator", "everything"];
  const senders = ["sender", "everything"];
  for (const request of [
    "POST /api/v1/ingest",
    "POST /elastic/_bulk",
    "POST /elastic/logs/_bulk",
    "POST /loki/api/v1/push",
    "POST /v1/logs",
    "POST /gelf",
    "POST /api/v1/apps",
    "POST /api/v1/apps/4711/report",
  ])
    check(request, senders, "ingest");
  for (const request of [
    "GET /api/v1/search",
    "POST /api/v1/search",
    "GET /api/v1/histogram",
    "GET /api/v1/fields",
    "GET /api/v1/tail",
    "POST /api/v1/sql",
    "GET /api/v1/export",
    "GET /api/v1/apps",
    "POST /elastic/logs/_search",
    "GET /metrics",
  ])
    check(request, readers, "read");
  check("PUT /api/v1/apps/4711/levels", ["changer", "operator", "everything"], "control");
  check("GET /elastic/", [...readers, "sender"], "ingest or read");
});

test("without a token configured everybody may do everything", async () => {
  const app = appWith([]);
  for (const request of ["POST /api/v1/ingest", "GET /api/v1/search", "PUT /api/v1/apps/4711/levels"])
    expect(await forbidden(app, request)).toBeUndefined();
});
