// Comparing, progress and cancelling, over the embedded engine.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ingest } from "@cordwood/collector";
import { openStore, type Store } from "@cordwood/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CompareResponse } from "../api/compare.js";
import type { QueryStatus } from "../api/queries.js";
import { type Server, startServer } from "../server.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-queries-"));
let store: Store;
let server: Server;

const line = (n: number): string =>
  `${JSON.stringify({
    time: String(1_769_860_800_000_000_000n + BigInt(n) * 1_000_000_000n),
    level: n >= 400 ? "error" : "info",
    severity: n >= 400 ? 17 : 9,
    message: n >= 400 ? `payment ${n} failed` : `request ${n} handled`,
    service: n >= 400 ? "pay" : "shop",
    host: "h",
    logger: "http",
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: { n: String(n) },
  })}\n`;

beforeAll(async () => {
  store = await openStore({ path: join(folder, "store") });
  const logger = { debug() {}, info() {}, warning() {}, error: console.error };
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
  const refuse = async (): Promise<never> => Promise.reject(new Error("not here"));
  server.attach({ store, ingest: { ingest: refuse, ingestRecords: refuse } satisfies Ingest });
  const lines = Array.from({ length: 500 }, (_, n) => line(n)).join("");
  const path = join(folder, "segment.ndjson");
  writeFileSync(path, lines);
  await store.insert({ path, chunk: String(0x1_0000_0000n), records: 500, bytes: lines.length });
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}/api/v1/${path}`, init);
}

test("compares a range with the time before, another range, or another query", async () => {
  const range = "from=2026-01-31T12:06:40Z&to=2026-01-31T12:08:20Z";
  const before = (await (await call(`compare?${range}`)).json()) as CompareResponse;
  expect(before).toMatchObject({ selection: { count: 100 }, baseline: { count: 100 } });
  expect(before.differences).toContainEqual(expect.objectContaining({ field: "service", value: "pay", lift: null }));
  const body = JSON.stringify({ query: "service:pay", baseline_query: "service:shop", limit: 1 });
  const headers = { "content-type": "application/json" };
  const other = (await (await call("compare", { method: "POST", headers, body })).json()) as CompareResponse;
  expect(other).toMatchObject({ selection: { count: 100 }, baseline: { count: 400 }, differences: [{}] });
  expect((await call("compare?query=x")).status).toBe(400);
});

test("tells how far a query is and cancels it, by the id of its request", async () => {
  const id = "a-long-query";
  const sql =
    "SELECT sum(sipHash64(a.message, b.message, c.message)) FROM logs a CROSS JOIN logs b CROSS JOIN logs c CROSS JOIN logs d";
  const asked = call("sql", {
    method: "POST",
    headers: { "x-request-id": id, "content-type": "text/plain" },
    body: sql,
  });
  let status: Partial<QueryStatus> = {};
  for (let tries = 0; (status.rows_read ?? 0) === 0 && tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    status = (await (await call(`queries/${id}`)).json()) as Partial<QueryStatus>;
  }
  expect(status).toMatchObject({ id, kind: "sql", query: sql });
  expect(status.rows_read).toBeGreaterThan(0);
  expect(await (await call("queries")).json()).toMatchObject({ queries: [{ id }] });
  const cancelled = await call(`queries/${id}/cancel`, { method: "POST" });
  expect(await cancelled.json()).toEqual({ cancelled: 1 });
  const answer = await asked;
  expect(answer.status).toBe(499);
  expect(await answer.json()).toMatchObject({ error: { code: "CW_SERVER_QUERY_CANCELLED" } });
  expect((await call(`queries/${id}`)).status).toBe(404);
});
