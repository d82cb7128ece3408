// Loki, OTLP and GELF over HTTP, through the real collector into the real store.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Collector, startCollector } from "@cordwood/collector";
import { openStore, type Row, type Store } from "@cordwood/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../server.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-protocols-"));
let store: Store;
let collector: Collector;
let server: Server;

beforeAll(async () => {
  const logger = { debug() {}, info() {}, warning() {}, error: console.error };
  store = await openStore({ path: join(folder, "store") });
  collector = await startCollector({ directory: join(folder, "buffer"), store });
  server = await startServer({ listen: { host: "127.0.0.1", port: 0 }, logger });
  server.attach({ store, ingest: collector });
});
afterAll(async () => {
  await server.close();
  await collector.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, body: string | Uint8Array, headers: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers,
  });
}

async function find(query: string): Promise<Row[]> {
  await collector.drain(10_000);
  const result = await store.search({ query });
  return result.kind === "records" ? result.rows : [];
}

const json = { "content-type": "application/json" };
const protobuf = { "content-type": "application/x-protobuf" };

/** Protobuf fields with a length: enough to write requests by hand. */
function field(number: number, ...parts: (string | Uint8Array)[]): Buffer {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  expect(bytes.length).toBeLessThan(128);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

/** Snappy's block format with one literal: the length, then the bytes as they are. */
function snappy(bytes: Buffer): Buffer {
  expect(bytes.length).toBeLessThan(61);
  return Buffer.concat([Buffer.from([bytes.length, (bytes.length - 1) * 4]), bytes]);
}

test.each([
  ["", { message: "it failed", level: "warning", attributes: { user: "u" } }],
  ["?parse=none", { message: 'level=warn msg="it failed" user=u', level: "" }],
])("Loki%s: lines that are no more than text", async (query, expected) => {
  const app = `loki-lines${query.length}`;
  const line = 'level=warn msg="it failed" user=u';
  const body = { streams: [{ stream: { app }, values: [["1769860800000000001", line]] }] };
  const answer = await post(`/loki/api/v1/push${query}`, JSON.stringify(body), { "content-type": "application/json" });
  expect(answer.status).toBe(204);
  expect(await find(`service:${app}`)).toMatchObject([expected]);
});

test("Loki's push in JSON", async () => {
  const body = {
    streams: [{ stream: { app: "loki-json", level: "error" }, values: [["1769860800000000001", "from loki"]] }],
  };
  const answer = await post("/loki/api/v1/push", gzipSync(JSON.stringify(body)), {
    ...json,
    "content-encoding": "gzip",
  });
  expect(answer.status).toBe(204);
  expect(await find("service:loki-json")).toMatchObject([
    { message: "from loki", level: "error", time: "2026-01-31T12:00:00.000000001Z" },
  ]);
});

test.each([{}, { "content-encoding": "snappy" }])("Loki's push in protobuf with %j", async (headers) => {
  const entry = field(2, field(1, Buffer.from([8, 0xc0, 0xdd, 0xf7, 0xcb, 0x06])), field(2, "line"));
  const request = field(1, field(1, '{app="loki-protobuf"}'), entry);
  const answer = await post("/loki/api/v1/push", snappy(request), { ...protobuf, ...headers });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
  expect((await find("service:loki-protobuf"))[0]).toMatchObject({
    message: "line",
    time: "2026-01-31T12:00:00.000000000Z",
  });
});

test("OTLP in JSON", async () => {
  const body = {
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "otlp-json" } }] },
        scopeLogs: [
          {
            scope: { name: "cart" },
            logRecords: [
              {
                timeUnixNano: "1769860800000000000",
                severityNumber: 17,
                severityText: "ERROR",
                body: { stringValue: "from otlp" },
                attributes: [{ key: "qty", value: { intValue: "3" } }],
                traceId: "5b8efff798038103d269b633813fc60c",
              },
            ],
          },
        ],
      },
    ],
  };
  const answer = await post("/v1/logs", JSON.stringify(body), json);
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  expect(await find("service:otlp-json")).toMatchObject([
    {
      message: "from otlp",
      level: "error",
      severity: 17,
      logger: "cart",
      trace_id: "5b8efff798038103d269b633813fc60c",
      attributes: { qty: "3" },
    },
  ]);
});

test("OTLP in protobuf", async () => {
  const service = field(1, field(1, "service.name"), field(2, field(1, "otlp-protobuf")));
  const record = field(2, field(3, "WARN"), field(5, field(1, "warned")));
  const answer = await post("/v1/logs", field(1, field(1, service), field(2, record)), protobuf);
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    200,
    protobuf["content-type"],
    "",
  ]);
  expect(await find("service:otlp-protobuf")).toMatchObject([{ message: "warned", level: "warning" }]);
});

test("OTLP's errors are statuses in the sender's encoding", async () => {
  const cut = await post("/v1/logs", Buffer.from([10, 200, 1, 1]), protobuf);
  expect([cut.status, cut.headers.get("content-type")]).toEqual([400, protobuf["content-type"]]);
  expect(await cut.text()).toContain("CW_COLLECTOR_DECODE");
  const broken = await post("/v1/logs", "{", json);
  expect([broken.status, await broken.json()]).toMatchObject([
    400,
    { message: expect.stringContaining("CW_COLLECTOR_DECODE") },
  ]);
  expect((await post("/v1/logs", "x", { "content-type": "text/plain" })).status).toBe(415);
});

test("GELF, one message or one per line", async () => {
  const message = { version: "1.1", host: "web-1", short_message: "from gelf", level: 3, _service: "gelf" };
  expect((await post("/gelf", JSON.stringify(message, null, 2), json)).status).toBe(202);
  expect((await post("/gelf", `${JSON.stringify(message)}\n${JSON.stringify(message)}\n`, json)).status).toBe(202);
  const rows = await find("service:gelf");
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ message: "from gelf", host: "web-1", level: "error" });
  expect((await post("/gelf", "no json", json)).status).toBe(400);
});
