import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { afterAll, expect, test } from "vitest";
import { CountedMetrics } from "./counted-metrics.js";
import { createProcessor as create, type ProcessorConfig, processorSchema } from "./definitions.js";
import { LookupFile } from "./lookup/lookup-file.js";
import type { ProcessedRecord, Processor } from "./processor.js";

const logger = getLogger("test.processors");
logger.level = "critical";
const directory = mkdtempSync(join(tmpdir(), "cordwood-processors-"));
let now = 1_000_000;
let counted = new CountedMetrics();

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function createProcessor(config: ProcessorConfig): Processor {
  counted = new CountedMetrics();
  const parsed = processorSchema.parse(config);
  return create(parsed, { id: "p", logger, nowMs: () => now, counted, directory });
}

function record(changes: Partial<ProcessedRecord> = {}): ProcessedRecord {
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

function run(processor: Processor, given: ProcessedRecord): ProcessedRecord | undefined {
  return processor.isMeant?.(given) === false ? given : processor.process(given);
}

function check(
  config: ProcessorConfig,
  given: Partial<SegmentRecord>,
  expected: Partial<ProcessedRecord> | undefined,
): void {
  const answer = run(createProcessor(config), record(given));
  expect(answer).toEqual(expected === undefined ? undefined : record(expected));
}

test.each<[string, ProcessorConfig, Partial<SegmentRecord>, boolean]>([
  ["keeps what matches", { type: "filter", keep: "service:web" }, {}, true],
  ["drops what does not", { type: "filter", keep: "service:db" }, {}, false],
  ["drops by a part", { type: "filter", drop: "*health*" }, { message: "GET /HEALTH" }, false],
  ["keeps levels and above", { type: "filter", keep: "level:>=warning" }, { severity: 17 }, true],
  ["drops levels below", { type: "filter", keep: "level:>=warning" }, { severity: 9 }, false],
  ["wants all of a condition", { type: "filter", drop: "service:web host:x" }, {}, true],
  ["knows attributes", { type: "filter", keep: "http.path:/api*" }, { attributes: { "http.path": "/api/x" } }, true],
  ["asks what is there", { type: "filter", drop: "-user:*" }, {}, false],
  ["is not fooled by prototypes", { type: "filter", keep: "constructor:*" }, {}, false],
  ["calculates", { type: "filter", drop: "* | where took * 2 > 10" }, { attributes: { took: "6" } }, false],
  ["is only for some", { type: "filter", when: "service:db", drop: "*" }, {}, true],
])("filter %s", (_name, config, given, kept) => {
  check(config, given, kept ? given : undefined);
});

test.each<[string, ProcessorConfig, Partial<SegmentRecord>, Partial<SegmentRecord>]>([
  ["sets texts", { type: "set", fields: { env: '"prod"' } }, {}, { attributes: { env: "prod" } }],
  [
    "sets one after the other",
    { type: "set", fields: { a: "1 + 1", b: "a * 2", service: 'concat(host, "-", b)' } },
    {},
    { service: "h-4", attributes: { a: "2", b: "4" } },
  ],
  [
    "sets the level with its severity",
    { type: "set", fields: { level: '"ERR"' } },
    {},
    { level: "error", severity: 17 },
  ],
  ["takes away what is null", { type: "set", fields: { a: "1 / 0" } }, { attributes: { a: "x" } }, {}],
  [
    "sets a time",
    { type: "set", fields: { time: "t" } },
    { attributes: { t: "2" } },
    { time: "2000000000", attributes: { t: "2" } },
  ],
  ["leaves the time for no time", { type: "set", fields: { time: '"soon"' } }, {}, {}],
  [
    "renames",
    { type: "rename", fields: { user: "user.id", no: "yes" } },
    { attributes: { user: "7" } },
    { attributes: { "user.id": "7" } },
  ],
  [
    "renames to a field of its own",
    { type: "rename", fields: { app: "service" } },
    { attributes: { app: "x" } },
    { service: "x" },
  ],
  [
    "removes",
    { type: "remove", fields: ["tmp", "a.*", "host"] },
    { attributes: { tmp: "1", "a.b": "1", ab: "1" } },
    { host: "", attributes: { ab: "1" } },
  ],
])("%s", (_name, config, given, expected) => {
  check(config, given, expected);
});

test("names of prototypes are names like others", () => {
  const rename = createProcessor({ type: "rename", fields: { a: "__proto__" } });
  expect(Object.keys(run(rename, record({ attributes: { a: "x" } }))?.attributes ?? {})).toEqual(["__proto__"]);
});

test.each([
  ["email", "mail to a.b+c@example.co.uk now", "mail to [redacted] now"],
  ["card_number", "card 4111 1111 1111 1111.", "card [redacted]."],
  ["card_number", "order 4111 1111 1111 1112.", "order 4111 1111 1111 1112."],
  ["ipv4", "from 10.0.0.1:80", "from [redacted]:80"],
  ["bearer_token", "Authorization: Bearer abc.def-ghi=", "Authorization: [redacted]"],
  ["jwt", "t=eyJhbGci.eyJzdWI.sig_nature", "t=[redacted]"],
  ["url_credentials", "https://user:secret@host/x", "https://[redacted]@host/x"],
  ["cloud_key", "key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"],
] as const)("redacts %s in the message and in attributes: %s", (pattern, text, expected) => {
  check(
    { type: "redact", patterns: [pattern] },
    { message: text, attributes: { a: text } },
    { message: expected, attributes: { a: expected } },
  );
});

test("redacts fields by their name, or the last part of it, and what own expressions match", () => {
  check(
    { type: "redact", fields: ["password"], expressions: ["n=\\d+"], replacement: "$0" },
    { message: "n=12", attributes: { "req.Password": "x", passwords: "y" } },
    { message: "$0", attributes: { "req.Password": "$0", passwords: "y" } },
  );
});

test("samples one in so many, and keeps what belongs together", () => {
  const sampler = createProcessor({ type: "sample", one_in: 4 });
  const kept = Array.from({ length: 100 }, () => sampler.process(record())).filter((each) => each !== undefined);
  expect(kept.length).toBe(25);
  expect(kept[0]?.attributes).toEqual({ "sample.one_in": "4" });
  const [half, tenth] = [2, 10].map((rate) => createProcessor({ type: "sample", one_in: rate }));
  const traces = Array.from({ length: 1000 }, (_, index) => `trace-${index}`);
  const chosen = (sample: Processor | undefined): string[] =>
    traces.filter((trace) => sample?.process(record({ trace_id: trace })) !== undefined);
  const [inHalf, inTenth] = [chosen(half), chosen(tenth)];
  expect(chosen(half)).toEqual(inHalf);
  expect(Math.abs(inHalf.length - 500)).toBeLessThan(100);
  expect(inTenth.length).toBeGreaterThan(50);
  expect(inTenth.every((trace) => inHalf.includes(trace))).toBe(true);
});

test("an adaptive sample follows the rate of each key", () => {
  const sampler = createProcessor({ type: "sample", per_second: 10, by: ["service"] });
  const second = (count: number): number => {
    const passed = Array.from({ length: count }, () => sampler.process(record())).filter(Boolean).length;
    now += 1000;
    return passed;
  };
  const kept = Array.from({ length: 30 }, () => second(100));
  expect(kept[0]).toBe(100);
  expect(kept.slice(-10)).toEqual(Array.from({ length: 10 }, () => 10));
  expect(sampler.process(record({ service: "quiet" }))?.attributes).toEqual({});
});

test("throttles each key on its own, and tells what it held back", () => {
  const throttle = createProcessor({ type: "throttle", per_second: 2, by: ["service"] });
  const passes = (service: string): boolean => throttle.process(record({ service })) !== undefined;
  expect([passes("a"), passes("a"), passes("a"), passes("b")]).toEqual([true, true, false, true]);
  now += 500;
  expect([passes("a"), passes("a")]).toEqual([true, false]);
  expect(throttle.flush?.(now)).toEqual([]);
  now += 10_000;
  expect(throttle.flush?.(now)).toMatchObject([
    { service: "a", message: "held back 2 records like this: hello", attributes: { "throttle.held_back": "2" } },
  ]);
  // A clock that is put back gives nothing away, and stops nothing.
  now -= 3_600_000;
  expect(passes("a")).toBe(false);
  now += 1000;
  expect(passes("a")).toBe(true);
});

test("keeps the first of the same records in a window, and tells of the others", () => {
  const dedup = createProcessor({ type: "dedup", window_s: 10 });
  const passes = (message: string): boolean => dedup.process(record({ message })) !== undefined;
  expect([passes("x"), passes("x"), passes("y"), passes("x")]).toEqual([true, false, true, false]);
  const [first, last] = [now, now + 4000].map((ms) => new Date(ms).toISOString());
  now += 4000;
  expect(passes("x")).toBe(false);
  now += 7000;
  expect(dedup.flush?.(now)).toMatchObject([
    { message: "x", attributes: { "dedup.count": "3", "dedup.first_time": first, "dedup.last_time": last } },
  ]);
  expect(dedup.flush?.(now)).toEqual([]);
  expect(passes("x")).toBe(true);
});

test("counts records instead of keeping them", () => {
  const count = createProcessor({ type: "count", metric: "hits_total", labels: { path: "path" }, label_values_max: 2 });
  for (const path of ["/a", "/b", "/a", "/c", "/d"]) {
    expect(count.process(record({ attributes: { path } }))).toBeUndefined();
  }
  const help = "Records counted by p";
  expect(counted.snapshot()).toEqual(
    [
      ["/a", 2],
      ["/b", 1],
      ["other", 2],
    ].map(([path, value]) => ({ name: "hits_total", help, kind: "counter", labels: { path }, value })),
  );
});

test("counts values as a histogram; what is no number goes on", () => {
  const count = createProcessor({ type: "count", metric: "took", kind: "histogram", value: "took", buckets: [1, 10] });
  for (const took of ["0.5", "5", "50"]) count.process(record({ attributes: { took } }));
  expect(count.process(record({ attributes: { took: "long" } }))).toBeDefined();
  expect(counted.snapshot()).toMatchObject([
    {
      buckets: [
        [1, 1],
        [10, 2],
      ],
      sum: 55.5,
      count: 3,
    },
  ]);
});

test("two processors count one metric together when they are alike", () => {
  const surroundings = { id: "p", logger, nowMs: () => now, counted: new CountedMetrics() };
  const config = { type: "count", metric: "m" } as const;
  for (const each of [create(config, surroundings), create(config, surroundings)]) each.process(record());
  expect(surroundings.counted.snapshot()).toMatchObject([{ value: 2 }]);
  expect(() => create({ ...config, labels: { a: "b" } }, surroundings)).toThrow("cannot count m");
});

test.each<[Partial<SegmentRecord>, string[] | undefined]>([
  [{}, ["archive"]],
  [{ severity: 17 }, ["archive", "pager"]],
  [{ service: "db" }, ["store"]],
])("routes %j to %j", (given, expected) => {
  const route = createProcessor({
    type: "route",
    routes: [
      { when: "level:>=error", to: ["pager", "archive"] },
      { when: "service:web", to: ["archive"] },
    ],
    otherwise: ["store"],
  });
  expect(route.process(record(given))?._route).toEqual(expected);
});

test("without otherwise a record goes to every output, with an empty one to none", () => {
  const routes = [{ when: "service:db", to: ["a"] }];
  check({ type: "route", routes }, {}, {});
  check({ type: "route", routes, otherwise: [] }, {}, undefined);
});

test.each<[string, ProcessorConfig, Partial<SegmentRecord>, Partial<SegmentRecord> | undefined]>([
  [
    "the message",
    { type: "parse", parser: "json" },
    { message: '{"level":"error","msg":"m","a":{"b":1}}', parse_error: "no known format" },
    { level: "error", severity: 17, message: "m", attributes: { "a.b": "1" } },
  ],
  [
    "a field, and takes it away",
    { type: "parse", parser: "logfmt", field: "payload", prefix: "p." },
    { attributes: { payload: "a=1 b=2" } },
    { attributes: { "p.a": "1", "p.b": "2" } },
  ],
  [
    "a field, and keeps it",
    { type: "parse", parser: { format: "regexp", pattern: "(?<user>\\w+)@" }, field: "mail", keep: true },
    { attributes: { mail: "ann@x" } },
    { attributes: { mail: "ann@x", user: "ann" } },
  ],
  ["nothing where there is no such field", { type: "parse", parser: "json", field: "payload" }, {}, {}],
  ["no other format, which it leaves", { type: "parse", parser: "json", on_failure: "keep" }, {}, {}],
  ["no other format, which it drops", { type: "parse", parser: "json", on_failure: "drop" }, {}, undefined],
])("parse understands %s", (_name, config, given, expected) => {
  check(config, given, expected);
});

test("parse says why a field was not understood", () => {
  const answer = createProcessor({ type: "parse", parser: "json" }).process(record());
  expect(answer).toMatchObject({ message: "hello", parse_error: expect.stringContaining("json") as string });
});

test("enrich adds columns by key, and does not touch what is there", () => {
  writeFileSync(join(directory, "hosts.csv"), 'host,team,"site, room"\nh,ops,"B, 2"\nother,dev,\n');
  const config: ProcessorConfig = { type: "enrich", file: "hosts.csv", field: "host" };
  check(config, { attributes: { team: "own" } }, { attributes: { team: "own", "site, room": "B, 2" } });
  check({ ...config, overwrite: true, columns: { team: "owner" } }, {}, { attributes: { owner: "ops" } });
  check(config, { host: "unknown" }, { host: "unknown" });
  expect(() => createProcessor({ ...config, key: "name" })).toThrow("no column name");
});

test("enrich finds the longest network", () => {
  const rows = [
    ["10.0.0.0/8", "inside"],
    ["10.1.0.0/16", "lab"],
    ["2001:db8::/32", "docs"],
    ["0.0.0.0/0", "world"],
  ].map(([net, zone]) => ({ net, zone }));
  writeFileSync(join(directory, "nets.json"), JSON.stringify(rows));
  const enrich = createProcessor({ type: "enrich", file: "nets.json", field: "ip", key: "net", match: "cidr" });
  const zone = (ip: string): string | undefined => enrich.process(record({ attributes: { ip } }))?.attributes["zone"];
  expect(["10.1.2.3", "10.2.3.4", "8.8.8.8", "2001:DB8::1", "::ffff:10.1.0.1", "::1", "no"].map(zone)).toEqual([
    "lab",
    "inside",
    "world",
    "docs",
    "lab",
    undefined,
    undefined,
  ]);
});

test("a lookup file is read again when it changes, and its rows stay when it is wrong", async () => {
  const path = join(directory, "follow.csv");
  const write = async (text: string, atMs: number): Promise<string | undefined> => {
    writeFileSync(path, text);
    utimesSync(path, atMs, atMs);
    file.find("1", atMs * 10_000);
    await file.checking;
    return file.find("1", atMs * 10_000)?.["v"];
  };
  writeFileSync(path, "k,v\n1,a\n");
  const file = new LookupFile(path, { format: "csv", key: "k", match: "exact" }, logger);
  expect(await write("k,v\n1,b\n", 1)).toBe("b");
  expect(await write('k,v\n1,"b\n', 2)).toBe("b");
  expect(await write("k,v\n1,c\n", 3)).toBe("c");
});

test("multiline joins what belongs together, each stream on its own", () => {
  const multiline = createProcessor({ type: "multiline", start: "^\\d", by: ["service"] });
  const push = (message: string, service = "web"): string | undefined =>
    multiline.process(record({ message, service }))?.message;
  expect([push("1 a"), push(" b"), push("2 x", "db"), push(" c"), push("3 d")]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    "1 a\n b\n c",
  ]);
  expect(multiline.held?.size).toBe(2);
  expect(multiline.flush?.(now)).toEqual([]);
  expect(multiline.flush?.(now + 1000).map(({ message }) => message)).toEqual(["2 x", "3 d"]);
  expect(multiline.held?.size).toBe(0);
});

test("multiline knows stack traces, and its bounds", () => {
  const trace = ["2026-01-01 ERROR it failed", "TypeError: x", "    at a (b.js:1:2)", "2026-01-01 INFO next"];
  const multiline = createProcessor({ type: "multiline" });
  expect(trace.map((message) => multiline.process(record({ message }))?.message)).toEqual([
    undefined,
    undefined,
    undefined,
    trace.slice(0, 3).join("\n"),
  ]);
  const bounded = createProcessor({ type: "multiline", continue: ".", lines_max: 2 });
  expect(["a", "b", "c"].map((message) => bounded.process(record({ message }))?.message)).toEqual([
    undefined,
    undefined,
    "a\nb",
  ]);
});

test.each([
  [{ type: "filter", keep: "status:" }, "keep"],
  [{ type: "set", fields: { severity: "1" } }, "severity"],
  [{ type: "set", fields: { a: "nothere(1)" } }, "there is no function nothere"],
  [{ type: "redact", expressions: ["("] }, "missing"],
  [{ type: "multiline", start: "(?=a)" }, "start"],
  [{ type: "count", metric: "a b" }, "Expected the name of a metric"],
  [{ type: "count", metric: "a", kind: "histogram", buckets: [2, 1] }, "bounds that rise"],
  [{ type: "parse", parser: "jsn" }, "parser"],
  [{ type: "sample", one_in: 0 }, "one_in"],
  [{ type: "route", routes: [] }, "routes"],
  [{ type: "nothing" }, "type"],
  [{ type: "filter", kep: "x" }, "kep"],
])("refuses %j", (config, expected) => {
  const issues = processorSchema.safeParse(config).error?.issues ?? [];
  expect(JSON.stringify(issues)).toContain(expected);
});
