// The Elasticsearch paths as its clients use them, through the real collector into the real store.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collector, startCollector } from "@cordwood/collector";
import { openStore, type Store } from "@cordwood/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../server.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-elastic-"));
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

async function call(path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": "application/json" };
  return fetch(`${server.url}/elastic${path}`, { method, headers, ...(body !== undefined && { body: text }) });
}

async function json<T>(path: string, body?: unknown): Promise<T> {
  return (await call(path, body)).json() as Promise<T>;
}

interface SearchAnswer {
  hits: { total: { value: number }; hits: { _index: string; _source: Record<string, string> }[] };
}

test("greets clients as they expect", async () => {
  const answer = await call("/");
  expect(answer.headers.get("x-elastic-product")).toBe("Elasticsearch");
  expect(await answer.json()).toMatchObject({ version: { number: expect.stringMatching(/^8\./) } });
  expect((await call("", undefined, "HEAD")).status).toBe(200);
  expect((await call("/_index_template/filebeat", {}, "PUT")).status).toBe(200);
});

test("answers what shippers and dashboards ask when they connect", async () => {
  const requests = [
    "HEAD /logstash",
    "PUT /%3Cfilebeat-%7Bnow%2Fd%7D-000001%3E",
    "GET /_data_stream/filebeat-8",
    "PUT /_component_template/x",
    "HEAD /_alias/filebeat",
    "GET /_cat/indices",
    "GET /_cat/indices?format=json",
    "GET /filebeat-8/_field_caps?fields=@timestamp",
  ];
  for (const request of requests) {
    const [method = "", path = ""] = request.split(" ");
    const answer = await call(path, undefined, method);
    expect([request, answer.status]).toEqual([request, 200]);
    expect(answer.headers.get("x-elastic-product")).toBe("Elasticsearch");
  }
  const mapping = { "filebeat-8": { mappings: { properties: { "@timestamp": { type: "date" } } } } };
  expect(await json("/filebeat-8/_mapping")).toMatchObject(mapping);
});

test("refuses unknown paths in Elasticsearch's shape", async () => {
  const answer = await call("/_bogus");
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toMatchObject({ status: 404, error: { reason: expect.stringContaining("/_bogus") } });
});

test("answers the search that Grafana sends for a page of logs", async () => {
  const header = { search_type: "query_then_fetch", ignore_unavailable: true, index: "logs-*" };
  const search = {
    size: 500,
    sort: [{ "@timestamp": { order: "desc", unmapped_type: "boolean" } }, { _doc: { order: "desc" } }],
    script_fields: {},
    docvalue_fields: ["@timestamp"],
    query: { bool: { filter: [{ range: { "@timestamp": { gte: 1, lte: 2, format: "epoch_millis" } } }] } },
    highlight: { fields: { "*": {} }, pre_tags: ["@HIGHLIGHT@"], fragment_size: 2_147_483_647 },
  };
  const body = `${JSON.stringify(header)}\n${JSON.stringify(search)}\n`;
  expect(await json("/_msearch?max_concurrent_shard_requests=5", body)).toMatchObject({ responses: [{ status: 200 }] });
});

test("takes what Filebeat sends and finds it again", async () => {
  const document = {
    "@timestamp": "2026-01-31T12:00:00.123Z",
    message: "connection refused",
    log: { level: "error", file: { path: "/var/log/app.log" } },
    host: { name: "web-1" },
    service: { name: "shop" },
    n: 7,
  };
  const body = [
    { create: {} },
    document,
    { create: {} },
    { ...document, message: "accepted", n: 8 },
    { delete: { _id: "x" } },
  ];
  const answer = await json<{ errors: boolean; items: unknown[] }>(
    "/filebeat-8/_bulk",
    `${body.map((line) => JSON.stringify(line)).join("\n")}\n`,
  );
  expect(answer).toMatchObject({
    errors: true,
    items: [
      { create: { status: 201, _index: "filebeat-8" } },
      { create: { status: 201 } },
      { delete: { status: 400 } },
    ],
  });
  await collector.drain(10_000);
  const found = await json<SearchAnswer>("/filebeat-*/_search", {
    query: {
      bool: { must: [{ match_phrase: { message: "connection refused" } }], filter: [{ range: { n: { lt: 8 } } }] },
    },
  });
  expect(found.hits).toMatchObject({
    total: { value: 1, relation: "eq" },
    hits: [
      {
        _index: "filebeat-8",
        _source: {
          ...document,
        },
      },
    ],
  });
  expect(await json("/_count?q=service.name:shop")).toMatchObject({ count: 2 });
  expect(await json("/other/_count")).toMatchObject({ count: 0 });
});

test("runs several searches, and tells fields", async () => {
  const lines = [{}, { query: { match_all: {} }, size: 1 }, { index: "filebeat-*" }, { query: { nonsense: {} } }];
  const { responses } = await json<{ responses: unknown[] }>(
    "/_msearch",
    `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`,
  );
  expect(responses).toMatchObject([
    { status: 200, hits: { total: { value: 2 }, hits: [{}] } },
    { status: 400, error: {} },
  ]);
  expect(await json("/filebeat-*/_field_caps?fields=log.*,@timestamp")).toMatchObject({
    fields: { "@timestamp": { date: {} }, "log.level": { keyword: {} }, "log.file.path": { keyword: {} } },
  });
});

test("answers mistakes in Elasticsearch's shape", async () => {
  const unknown = await call("/_search", { query: { geo_distance: {} } });
  expect(unknown.status).toBe(400);
  expect(await unknown.json()).toMatchObject({
    error: { type: "parsing_exception", reason: expect.stringContaining("geo_distance") },
  });
  const aggregations = await call("/_search", { aggs: { a: { nonsense: {} } } });
  expect(aggregations.status).toBe(400);
  expect((await call("/_bulk", '{"message":"no action"}\n')).status).toBe(400);
});

test("takes a single document", async () => {
  const answer = await call("/single/_doc", '{\n"message": "one by itself"\n}');
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ _index: "single", result: "created" });
  expect((await call("/single/_doc", "no JSON")).status).toBe(400);
});
