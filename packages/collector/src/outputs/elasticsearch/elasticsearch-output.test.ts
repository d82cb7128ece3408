import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { HttpTarget } from "../testing/http-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { type ElasticsearchConfig, ElasticsearchOutput, elasticsearchOutput } from "./elasticsearch-output.js";

const folder = new SegmentFolder();
const { signal } = new AbortController();
let target: HttpTarget;
let output: ElasticsearchOutput;

beforeEach(async () => {
  const taken = { status: 200, body: '{"errors":false}' };
  target = new HttpTarget({ messagesOf: () => [], taken: () => taken });
  await target.start();
});
afterEach(async () => {
  await output.close();
  await target.stop();
});
afterAll(() => {
  folder.remove();
});

function make(config: Partial<ElasticsearchConfig> = {}): ElasticsearchOutput {
  output = new ElasticsearchOutput({ type: "elasticsearch", urls: [target.url], ...config });
  return output;
}

function lines(request = 0): unknown[] {
  const body = target.requests[request]?.body.toString().trimEnd() ?? "";
  return body.split("\n").map((line) => JSON.parse(line) as unknown);
}

test("a document has the schema's names, all nanoseconds, and an id that a repeat has again", async () => {
  const given = folder.segment([
    record("hello", { logger: "db", trace_id: "a".repeat(32), attributes: { "user.id": "7", __proto__x: "1" } }),
  ]);
  await make({ index: "logs-{dataset}-%Y.%m.%d", pipeline: "p 1" }).deliver(given, signal);
  await output.deliver(given, signal);
  expect(target.requests[0]?.url).toBe("/_bulk?filter_path=errors%2Citems.*.status%2Citems.*.error&pipeline=p+1");
  expect(target.requests[0]?.headers["content-type"]).toBe("application/x-ndjson");
  expect(lines()).toEqual([
    {
      create: {
        _index: "logs-diagnostic-2023.11.14",
        _id: expect.stringMatching(new RegExp(`^${given.chunk}-0-[0-9a-f]{12}$`)) as string,
      },
    },
    {
      "@timestamp": "2023-11-14T22:13:20.123456789Z",
      "user.id": "7",
      __proto__x: "1",
      message: "hello",
      "log.level": "info",
      "log.logger": "db",
      "service.name": "shop",
      "host.name": "a1",
      "event.dataset": "diagnostic",
      "event.severity": 9,
      "trace.id": "a".repeat(32),
    },
  ]);
  expect(lines(1)).toEqual(lines(0));
});

test("attributes may have a prefix, and be numbers", async () => {
  const attributes = { n: "1.5", zip: "01234", ok: "true", text: "1e5", __proto__: "x" };
  await make({ attributes_prefix: "labels.", typed_attributes: true }).deliver(
    folder.segment([record("m", { attributes: JSON.parse(JSON.stringify(attributes)) as Record<string, string> })]),
    signal,
  );
  expect(lines()[1]).toMatchObject({ "labels.n": 1.5, "labels.zip": "01234", "labels.ok": true, "labels.text": "1e5" });
});

test("a value makes no index name that Elasticsearch refuses", async () => {
  await make({ index: "x-{service}" }).deliver(folder.segment([record("m", { service: "A/B *?,#:" })]), signal);
  expect(lines()[0]).toMatchObject({ create: { _index: "x-a_b______" } });
});

function answer(...statuses: number[]): void {
  const items = statuses.map((status) => ({
    create: {
      status,
      ...(status >= 300 && { error: { type: "t", reason: `r${status}`, caused_by: { reason: "c\u001b" } } }),
    },
  }));
  target.next.push({ status: 200, body: JSON.stringify({ errors: true, items }) });
}

test.each([
  [[201, 409], undefined],
  [[201, 400], { name: "RefusedError", lines: [{ line: 1, reason: "400 t: r400: c\uFFFD" }] }],
  [[429, 400], { name: "Error", message: expect.stringContaining("could not take 1 of 2: 429 t: r429") as string }],
  [[201, 503], { name: "Error" }],
  [[201, 403], { name: "Error" }],
  [[201], { name: "Error", message: expect.stringContaining("not the 2 items") as string }],
])("items answered %j", async (statuses, expected) => {
  answer(...statuses);
  const delivery = make().deliver(folder.segment([record("a"), record("b")]), signal);
  if (expected === undefined) await delivery;
  else await expect(delivery).rejects.toMatchObject(expected);
});

test.each(["[]", "nonsense", '{"items":{}}'])("an answer that is no bulk answer is tried again: %s", async (body) => {
  target.next.push({ status: 200, body });
  await expect(make().deliver(folder.segment([record("a")]), signal)).rejects.toMatchObject({ name: "Error" });
});

test("a server that does not answer is left for the next", async () => {
  const dead = new HttpTarget({ messagesOf: () => [] });
  await dead.start();
  const { url } = dead;
  await dead.stop();
  make({ urls: [url, target.url] });
  const given = folder.segment([record("a")]);
  await expect(output.deliver(given, signal)).rejects.toThrow("ECONNREFUSED");
  await output.deliver(given, signal);
  expect(target.requests).toHaveLength(1);
});

test.each([
  [{ api_key: "k" }, "ApiKey k"],
  [{ username: "u", password: "p:ü" }, `Basic ${Buffer.from("u:p:ü").toString("base64")}`],
  [{ bearer_token: "t" }, "Bearer t"],
])("credentials %j", async (auth, expected) => {
  await make({ auth }).deliver(folder.segment([record("a")]), signal);
  expect(target.requests[0]?.headers.authorization).toBe(expected);
});

test.each([
  [{}, "urls: "],
  [{ urls: [] }, "urls: "],
  [{ urls: ["es:9200"] }, "urls.0: Expected an address such as https://host:port/path"],
  [{ urls: ["http://h"], index: "{x" }, "index: '{' in '{x' is no {field}"],
  [
    { urls: ["http://h"], auth: { username: "u" } },
    "auth: Expected username and password, or bearer_token, or api_key",
  ],
  [{ urls: ["http://h"], tls: { cert: "x" } }, "tls: Expected cert and key together"],
  [{ urls: ["http://h"], indx: "x" }, 'Unrecognized key: "indx"'],
])("options %j are refused", (options, message) => {
  make();
  const issue = elasticsearchOutput.schema.safeParse({ type: "elasticsearch", ...options }).error?.issues[0];
  expect(`${issue?.path.join(".")}: ${issue?.message}`).toContain(message);
});
