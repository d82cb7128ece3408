// The API over the embedded engine: what the page and the command really get.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ingest } from "@cordwood/collector";
import { openStore, type SegmentRecord, type Store } from "@cordwood/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type Server } from "./server.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-server-"));
let store: Store;
let server: Server;
let chunk = 0x1_0000_0000n;

const epoch = 1_769_860_800_000_000_000n;

function record(n: number): SegmentRecord {
  return {
    time: String(epoch + BigInt(n) * 1_000_000n),
    level: n % 10 === 0 ? "error" : "info",
    severity: n % 10 === 0 ? 17 : 9,
    message: `request ${n} handled`,
    service: n % 2 === 0 ? "shop" : "bank",
    host: "h",
    logger: "http",
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: { n: String(n), "http.route": "/cart/<id>" },
  };
}

async function insert(from: number, count: number, service?: string): Promise<void> {
  const lines = Array.from(
    { length: count },
    (_, index) => `${JSON.stringify({ ...record(from + index), ...(service !== undefined && { service }) })}\n`,
  ).join("");
  const path = join(folder, `${chunk}.ndjson`);
  writeFileSync(path, lines);
  await store.insert({ path, chunk: String(chunk++), records: count, bytes: Buffer.byteLength(lines) });
}

beforeAll(async () => {
  store = await openStore({ path: join(folder, "store") });
  const logger = { debug() {}, info() {}, warning() {}, error: console.error };
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
  const refuse = async (): Promise<never> => Promise.reject(new Error("not here"));
  server.attach({ store, ingest: { ingest: refuse, ingestRecords: refuse } satisfies Ingest });
  await insert(0, 500);
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = async (path: string, parameters: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);

async function json<T>(path: string, parameters: Record<string, string> = {}): Promise<T> {
  return (await get(path, parameters)).json() as Promise<T>;
}

test("pages through records", async () => {
  let cursor: string | null = "";
  const ids = new Set<string>();
  while (cursor !== null) {
    const page: { rows: { id: string }[]; cursor: string | null } = await json("search", {
      query: "service:shop",
      limit: "100",
      cursor,
    });
    for (const row of page.rows) ids.add(row.id);
    ({ cursor } = page);
  }
  expect(ids.size).toBe(250);
});

test("counts, and counts over time", async () => {
  expect(await json("search", { query: "* | stats count() as n by service | sort service" })).toMatchObject({
    columns: [{ name: "service" }, { name: "n" }],
    rows: [
      ["bank", 250],
      ["shop", 250],
    ],
  });
  const histogram = await json<{ buckets: { total: number }[] }>("histogram", {
    query: "*",
    by: "level",
    from: "2026-01-31T12:00:00Z",
    to: "2026-01-31T12:00:01Z",
  });
  expect(histogram.buckets.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(500);
});

test("lists fields and values", async () => {
  const { fields } = await json<{ fields: { name: string }[] }>("fields", { query: "*" });
  expect(fields.map((field) => field.name)).toEqual(expect.arrayContaining(["service", "http.route"]));
  const values = await get(`fields/${encodeURIComponent("http.route")}/values`, { query: "*" });
  expect(await values.json()).toMatchObject({ values: [{ value: "/cart/<id>", count: 500 }] });
});

test("finds the templates of messages", async () => {
  const { patterns } = await json<{ patterns: { template: string; count: number; query: string }[] }>("patterns", {
    query: "service:shop",
    limit: "5",
  });
  expect(patterns[0]?.template).toMatch(/^request .+ handled$/);
  expect(patterns[0]?.count).toBe(250);
  expect((await get("search", { query: patterns[0]?.query ?? "" })).status).toBe(200);
});

test("shows a record's neighbours", async () => {
  const { rows } = await json<{ rows: { id: string }[] }>("search", { query: "n:100" });
  const around = await json("context", { id: rows[0]?.id ?? "", before: "2", after: "1" });
  expect(around).toMatchObject({ record: { attributes: { n: "100" } } });
  const missing = await get("context", { id: "nonsense" });
  expect([400, 404]).toContain(missing.status);
});

test("points at the mistake in a query", async () => {
  const response = await get("search", { query: "level:>=loud AND (" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: expect.stringMatching(/^CW_STORE_QUERY_/), position: { offset: expect.any(Number) } },
  });
});

test("runs SQL that reads, and refuses SQL that writes", async () => {
  const sql = async (statement: string): Promise<Response> =>
    fetch(`${server.url}/api/v1/sql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sql: statement }),
    });
  const counted = await sql("SELECT count() AS n FROM logs");
  expect(await counted.json()).toMatchObject({ columns: [{ name: "n" }] });
  for (const statement of ["DROP TABLE logs", "SELECT * FROM file('/etc/passwd')", "not sql"]) {
    const refused = await sql(statement);
    expect(refused.status, statement).toBe(400);
  }
});

test("exports every format", async () => {
  const lines = await (await get("export", { query: "service:shop", format: "ndjson" })).text();
  expect(lines.trim().split("\n")).toHaveLength(250);
  const csv = await (await get("export", { query: "service:shop", format: "csv" })).text();
  expect(csv.trim().split("\n").length).toBeGreaterThanOrEqual(251);
  const parquet = Buffer.from(await (await get("export", { query: "*", format: "parquet" })).arrayBuffer());
  expect(parquet.subarray(0, 4).toString()).toBe("PAR1");
});

test("tails what is inserted", async () => {
  const response = await get("tail", { query: "service:bank" });
  let text = "";
  const reading = (async () => {
    for await (const piece of response.body!) {
      text += Buffer.from(piece).toString();
      if (text.includes("request 1003")) return;
    }
  })();
  await insert(1_000, 4);
  await reading;
  expect(text).toContain("request 1001 handled");
  expect(text).not.toContain("request 1002 handled");
});

async function readTail(headers: Record<string, string>, until: string): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/tail?query=service:late`, { headers });
  let text = "";
  for await (const piece of response.body!) {
    text += Buffer.from(piece).toString();
    if (text.includes(until)) break;
  }
  return text;
}

test("a reader that reconnects gets what it missed, once", async () => {
  const first = readTail({}, "request 5001");
  await expect.poll(async () => (await fetch(`${server.url}/metrics`)).text()).toMatch(/^cordwood_tails 1$/m);
  await insert(5_000, 2, "late");
  const id = /^id: (.+)$/m.exec(await first)?.[1] ?? "";
  // Stored later, though by its own time it is older than what was read.
  await insert(4_999, 1, "late");
  await insert(5_002, 3, "late");
  const second = readTail({ "last-event-id": id }, "request 5006");
  await expect.poll(async () => (await fetch(`${server.url}/metrics`)).text()).toMatch(/^cordwood_tails 1$/m);
  await insert(5_005, 2, "late");
  const seen = [...(await second).matchAll(/request (\d+) handled/g)].map((match) => Number(match[1]));
  expect(seen).toEqual([4_999, 5_002, 5_003, 5_004, 5_005, 5_006]);
});
