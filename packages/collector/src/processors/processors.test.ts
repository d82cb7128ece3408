import type { SegmentRecord } from "@cordwood/store";
import { expect, test } from "vitest";
import { getLogger } from "@cordwood/logging";
import { CountedMetrics } from "./counted-metrics.js";
import { createProcessor as create, type ProcessorConfig } from "./definitions.js";
import { ProcessingTarget } from "./processing-target.js";
import type { Processor } from "./processor.js";
import { createThrottle } from "./throttle.js";

const logger = getLogger("test.processors");

function createProcessor(config: ProcessorConfig): Processor {
  return create(config, { id: config.type, logger, nowMs: () => Date.now(), counted: new CountedMetrics() });
}

function record(changes: Partial<SegmentRecord> = {}): SegmentRecord {
  return {
    time: "1",
    level: "info",
    severity: 9,
    message: "hello",
    service: "web",
    host: "h",
    logger: "",
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    ...changes,
    attributes: changes.attributes ?? {},
  };
}

function check(
  config: ProcessorConfig,
  given: Partial<SegmentRecord>,
  expected: Partial<SegmentRecord> | undefined,
): void {
  expect(createProcessor(config).process(record(given))).toEqual(expected === undefined ? undefined : record(expected));
}

test.each<[string, ProcessorConfig, Partial<SegmentRecord>, boolean]>([
  ["keeps what matches", { type: "filter", keep: { service: "web" } }, {}, true],
  ["drops what does not", { type: "filter", keep: { service: "db" } }, {}, false],
  ["drops by a part", { type: "filter", drop: { message: { contains: "HEALTH" } } }, { message: "GET /health" }, false],
  ["keeps levels and above", { type: "filter", keep: { level: { at_least: "warning" } } }, { severity: 17 }, true],
  ["drops levels below", { type: "filter", keep: { level: { at_least: "warning" } } }, { severity: 9 }, false],
  ["wants all of a condition", { type: "filter", drop: { service: "web", host: "x" } }, {}, true],
  [
    "knows attributes",
    { type: "filter", keep: { "http.path": { prefix: "/api" } } },
    { attributes: { "http.path": "/api/x" } },
    true,
  ],
  ["asks what is there", { type: "filter", drop: { user: { exists: false } } }, {}, false],
  ["is not fooled by prototypes", { type: "filter", keep: { constructor: { exists: true } } }, {}, false],
  ["knows lists", { type: "filter", keep: { host: { one_of: ["a", "h"] } } }, {}, true],
])("filter %s", (_name, config, given, kept) => {
  check(config, given, kept ? given : undefined);
});

test("fields are renamed, set and removed, in this order", () => {
  check(
    {
      type: "fields",
      rename: { user: "user.id" },
      set: { service: "${host}-${user.id}", env: "prod" },
      remove: ["tmp"],
    },
    { attributes: { user: "7", tmp: "x" } },
    { service: "h-7", attributes: { "user.id": "7", env: "prod" } },
  );
  check({ type: "fields", when: { service: "db" }, set: { env: "prod" } }, {}, {});
  const named = createProcessor({ type: "fields", set: { ["__proto__"]: "x" } }).process(record());
  expect(Object.keys(named?.attributes ?? {})).toEqual(["__proto__"]);
});

test.each([
  ["email", "mail to a.b+c@example.co.uk now", "mail to [redacted] now"],
  ["card_number", "card 4111 1111 1111 1111.", "card [redacted]."],
  ["ipv4", "from 10.0.0.1:80", "from [redacted]:80"],
  ["bearer_token", "Authorization: Bearer abc.def-ghi=", "Authorization: [redacted]"],
  ["jwt", "t=eyJhbGci.eyJzdWI.sig_nature", "t=[redacted]"],
  ["url_credentials", "https://user:secret@host/x", "https://[redacted]@host/x"],
] as const)("redacts %s in the message and in attributes", (pattern, text, expected) => {
  check(
    { type: "redact", patterns: [pattern] },
    { message: text, attributes: { a: text } },
    { message: expected, attributes: { a: expected } },
  );
});

test("redacts fields by their name, or the last part of it", () => {
  check(
    { type: "redact", fields: ["password"], replacement: "$&" },
    { attributes: { "req.Password": "x", passwords: "y" } },
    { attributes: { "req.Password": "$&", passwords: "y" } },
  );
});

test("samples one in so many, and keeps what belongs together", () => {
  const sampler = createProcessor({ type: "sample", one_in: 4 });
  const kept = Array.from({ length: 100 }, () => sampler.process(record())).filter((each) => each !== undefined);
  expect(kept.length).toBe(25);
  expect(kept[0]?.attributes).toEqual({ "sample.one_in": "4" });
  const byTrace = createProcessor({ type: "sample", one_in: 2, by: "trace_id" });
  for (const trace of ["a", "b", "c", "d", "e"]) {
    const answers = [1, 2, 3].map(() => byTrace.process(record({ trace_id: trace })) !== undefined);
    expect(new Set(answers).size).toBe(1);
  }
});

test("throttles each key on its own", () => {
  let now = 0;
  const throttle = createThrottle({ type: "throttle", per_second: 2, by: "service" }, () => now);
  const passes = (service: string): boolean => throttle.process(record({ service })) !== undefined;
  expect([passes("a"), passes("a"), passes("a"), passes("b")]).toEqual([true, true, false, true]);
  now = 500;
  expect([passes("a"), passes("a")]).toEqual([true, false]);
});

test("a batch goes on with its positions and without what was dropped", async () => {
  const batches: { text: string; records: number; positions: unknown }[] = [];
  const append = (batch: { data: Uint8Array; records: number; positions?: unknown }): Promise<void> => {
    batches.push({ text: Buffer.from(batch.data).toString(), records: batch.records, positions: batch.positions });
    return Promise.resolve();
  };
  const target = new ProcessingTarget({ append }, [createProcessor({ type: "filter", drop: { service: "noise" } })]);
  const lines = [record({ service: "noise" }), record({ message: "über" })].map((each) => `${JSON.stringify(each)}\n`);
  await target.append({ data: Buffer.from(lines.join("")), records: 2, positions: [["k", { offset: 1 }]] });
  expect(batches).toEqual([{ text: lines[1], records: 1, positions: [["k", { offset: 1 }]] }]);
  expect([...target.dropped]).toEqual([["filter", 1]]);
});
