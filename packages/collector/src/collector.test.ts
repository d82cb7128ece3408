import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collector, type CollectorOptions, startCollector } from "./collector.js";

let folder: string;
let records: SegmentRecord[];
let running: Collector[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-collector-"));
  records = [];
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((collector) => collector.close()));
  rmSync(folder, { recursive: true, force: true });
});

const store = {
  insert(segment: Segment): Promise<void> {
    const lines = readFileSync(segment.path, "utf8").trimEnd().split("\n");
    expect(lines.length).toBe(segment.records);
    for (const line of lines) records.push(JSON.parse(line) as SegmentRecord);
    return Promise.resolve();
  },
};

async function start(options: Partial<CollectorOptions> = {}): Promise<Collector> {
  const collector = await startCollector({ directory: join(folder, "data"), store, ...options });
  running.push(collector);
  return collector;
}

test.each([
  ["ndjson", '{"msg":"a","level":30}\n\nnot json\n[1]\n{"n":1}', 2, [3, 4]],
  ["json", '[{"message":"a"},7,{"message":"b"}]', 2, [2]],
  ["json", '{"message":"a"}', 1, []],
  ["json", "{", 0, [1]],
  ["ltsv", "time:2024-01-01T00:00:00Z\tmessage:a\nnot ltsv\n", 1, [2]],
  ["logfmt", "level=info msg=a\nlevel=warn msg=b", 2, []],
  ["lines", "one\ntwo\n\tat a.b(c.js:1)\nthree", 3, []],
] as const)("ingests %s: %j", async (format, body, accepted, rejectedLines) => {
  const collector = await start();
  const result = await collector.ingest(Buffer.from(body), format, { service: "s", dataset: "ledger" });
  expect(result.accepted).toBe(accepted);
  expect(result.rejected.map(({ line }) => line)).toEqual(rejectedLines);
  expect(await collector.drain(5000)).toBe(true);
  expect(records.length).toBe(accepted);
  for (const record of records) expect(record).toMatchObject({ service: "s", dataset: "ledger" });
});

test("ingests objects, hostile ones too", async () => {
  const collector = await start();
  let deep: unknown = "x";
  for (let depth = 0; depth < 20_000; depth += 1) deep = { a: deep };
  const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":"c","message":"m"}') as Record<string, unknown>;
  const half = { message: "half \ud83d of a pair" };
  expect(await collector.ingestRecords([hostile, half, { message: "deep", deep }], {})).toEqual({
    accepted: 3,
    rejected: [],
  });
  await collector.drain(5000);
  expect(records[0]?.attributes).toEqual({ "__proto__.polluted": "1", constructor: "c" });
  expect(records[1]?.message).toBe("half \u{FFFD} of a pair");
  expect(records[2]?.message).toBe("deep");
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test("a pipeline: inputs, processors, outputs and their counts", async () => {
  appendFileSync(join(folder, "in.log"), '{"msg":"GET /health"}\n{"msg":"mail a@b.cd"}\n');
  const collector = await start({
    pipeline: {
      inputs: [{ type: "file", paths: [join(folder, "in.log")], service: "web" }],
      processors: [
        { type: "filter", drop: "health" },
        { type: "redact", patterns: ["email"] },
      ],
      outputs: [{ type: "file", path: join(folder, "out.ndjson") }, { type: "null" }],
    },
  });
  while (collector.snapshot().receivedRecords < 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  expect(await collector.drain(5000)).toBe(true);
  expect(records).toMatchObject([{ message: "mail [redacted]", service: "web" }]);
  expect(JSON.parse(readFileSync(join(folder, "out.ndjson"), "utf8"))).toEqual(records[0]);
  const { outputs, inputs, processedAway } = collector.snapshot();
  expect(outputs.map(({ name, sentRecords }) => [name, sentRecords])).toEqual([
    ["file.0", 1],
    ["null.1", 1],
    ["store", 1],
  ]);
  expect(inputs).toEqual([
    { name: "ingest", receivedRecords: 0 },
    { name: "file.0", receivedRecords: 2 },
  ]);
  expect(processedAway).toEqual({ filter: 1 });
});

test("refuses records when the buffer is full, and after it was closed", async () => {
  const away = { insert: () => Promise.reject(new Error("away")) };
  const collector = await start({ store: away, buffer: { bytesMax: 2000 }, stopTimeoutMs: 10 });
  const body = Buffer.from(`{"msg":"${"x".repeat(1200)}"}`);
  await collector.ingest(body, "ndjson", {});
  await expect(collector.ingest(body, "ndjson", {})).rejects.toMatchObject({ code: "CW_COLLECTOR_BUFFER_FULL" });
  await collector.close();
  await expect(collector.ingest(body, "ndjson", {})).rejects.toMatchObject({ code: "CW_COLLECTOR_STOPPED" });
  const again = await start();
  expect(await again.drain(5000)).toBe(true);
  expect(records.length).toBe(1);
});

test("a batch that its sender has numbered is taken once, also after a restart", async () => {
  const send = (collector: Collector, sequence: number): Promise<unknown> =>
    collector.ingest(Buffer.from('{"message":"a"}\nno json'), "ndjson", {}, { sender: "s", sequence });
  const answer = { accepted: 1, rejected: [{ line: 2, reason: expect.any(String) as string }] };
  let collector = await start();
  expect(await Promise.all([send(collector, 1), send(collector, 1), send(collector, 2)])).toEqual([
    answer,
    answer,
    answer,
  ]);
  await collector.close();
  collector = await start();
  expect(await send(collector, 2)).toEqual(answer);
  await collector.drain(5000);
  expect(records.length).toBe(2);
});

test("records go where routes and conditions send them; no target sees the route", async () => {
  const out = (name: string): string => join(folder, `${name}.ndjson`);
  const file = (name: string): { type: "file"; name: string; path: string } => ({
    type: "file",
    name,
    path: out(name),
  });
  const collector = await start({
    pipeline: {
      processors: [{ type: "route", routes: [{ when: "level:error", to: ["errors", "store"] }], otherwise: ["store"] }],
      outputs: [
        file("errors"),
        { ...file("shop"), when: "service:shop" },
        { type: "store", when: "NOT message:secret" },
      ],
    },
  });
  const body = ["error one", "info two", "error secret"].map((text) => {
    const [level, message] = text.split(" ");
    return JSON.stringify({ level, message });
  });
  await collector.ingest(Buffer.from(body.join("\n")), "ndjson", { service: "shop" });
  expect(await collector.drain(5000)).toBe(true);
  expect(records.map(({ message }) => message)).toEqual(["one", "two"]);
  const errors = readFileSync(out("errors"), "utf8");
  expect([...errors.matchAll(/"message":"(\w+)"/g)].map(([, message]) => message)).toEqual(["one", "secret"]);
  expect(errors + JSON.stringify(records)).not.toContain("_route");
  expect(existsSync(out("shop"))).toBe(false);
  const sent = collector.snapshot().components.filter(({ kind }) => kind === "output");
  expect(sent.map(({ id, sentRecords }) => [id, sentRecords])).toEqual([
    ["errors", 2],
    ["shop", 0],
    ["store", 2],
  ]);
});
