// What holds for every processor, whatever comes.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processorKeysMax, summariesMax } from "../limits.js";
import { RouteReader } from "../outputs/route-key.js";
import { CountedMetrics } from "./counted-metrics.js";
import { createProcessor, processorDefinitions, type ProcessorConfig, processorSchema } from "./definitions.js";
import { prefixOf, parseIp, parseNetwork } from "./lookup/ip-address.js";
import { ProcessingTarget } from "./processing-target.js";
import type { ProcessedRecord, Processor } from "./processor.js";

const directory = mkdtempSync(join(tmpdir(), "cordwood-conformance-"));
let now = 1_700_000_000_000;

beforeAll(() => {
  writeFileSync(join(directory, "hosts.csv"), "key,team\na,ops\n");
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Configurations of every type; those that remember keys keep them by the message. */
const configs: ProcessorConfig[] = [
  { type: "parse", parser: "auto" },
  { type: "parse", parser: "json", field: "a", prefix: "x." },
  { type: "filter", keep: "a* OR level:>=info OR a:[1 TO 9]", drop: "/x{3}/" },
  { type: "set", fields: { a: "took / b", message: 'concat(upper(message), split(a, "x", -2))', service: "c" } },
  { type: "rename", fields: { a: "__proto__", b: "message" } },
  { type: "remove", fields: ["a", "b*", "level"] },
  {
    type: "redact",
    patterns: ["email", "card_number", "ipv4", "bearer_token", "jwt", "url_credentials", "cloud_key", "private_key"],
    expressions: ["(a+)+$"],
    fields: ["b"],
  },
  { type: "sample", per_second: 5, by: ["message"], together: "a" },
  { type: "throttle", per_second: 1, by: ["message"] },
  { type: "dedup", by: ["message"] },
  { type: "enrich", file: "hosts.csv", field: "a", key: "key" },
  { type: "count", metric: "m", value: "took", labels: { a: "a", b: "message" } },
  { type: "route", routes: [{ when: "a:*", to: ["x"] }] },
  { type: "multiline", by: ["message"], start: "^a" },
];

function make(config: ProcessorConfig): { processor: Processor; counted: CountedMetrics } {
  const counted = new CountedMetrics();
  const logger = getLogger("test.processors");
  logger.level = "critical";
  const surroundings = { id: "p", logger, nowMs: () => now, counted, directory };
  return { processor: createProcessor(processorSchema.parse(config), surroundings), counted };
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom("", "\u0000", "\ud800", "__proto__", "1e999", "-0", "NaN", "a".repeat(5000), "{".repeat(500), "a\nb"),
  fc.constantFrom("eyJ".repeat(50), "1 ".repeat(200), "@".repeat(300), '{"a":{"b":[1,null]},"time":"x"}', "::1", "é🪵"),
);
const attributes = fc.dictionary(fc.oneof(fc.constantFrom("a", "b", "took", "constructor"), text), text, {
  maxKeys: 6,
});

const fields = fc.record({
  time: fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }).map(String),
  level: fc.constantFrom("", "info", "error", "weird"),
  severity: fc.integer({ min: 0, max: 24 }),
  message: text,
  service: text,
  host: text,
  logger: fc.constant(""),
  dataset: fc.constant("diagnostic"),
  trace_id: text,
  span_id: fc.constant(""),
  parse_error: fc.constant(""),
  attributes,
});
/** Records as they come out of a line. */
const records = fields.map((record) => JSON.parse(JSON.stringify(record)) as ProcessedRecord);

function isWhole({ _route: route, attributes: own, severity, ...texts }: ProcessedRecord): boolean {
  const areTexts = Object.values(texts).every((value) => typeof value === "string");
  const ownTexts = Object.values(own).every((value) => typeof value === "string");
  return areTexts && ownTexts && Number.isInteger(severity) && (route === undefined || Array.isArray(route));
}

test("every type is among the configurations", () => {
  expect([...new Set(configs.map(({ type }) => type))].toSorted()).toEqual(
    processorDefinitions.map(({ type }) => type).toSorted(),
  );
});

describe.each(configs.map((config) => [JSON.stringify(config).slice(0, 60), config] as const))(
  "%s",
  (_name, config) => {
    test("takes any record, and answers whole ones", () => {
      const { processor } = make(config);
      fc.assert(
        fc.property(records, (record) => {
          const { time } = record;
          now += 1;
          const next = processor.process(record);
          if (next === undefined) return;
          expect(isWhole(next)).toBe(true);
          if (config.type !== "parse" && config.type !== "multiline") expect(next.time).toBe(time);
          expect(Object.getPrototypeOf(next.attributes)).toBe(Object.prototype);
        }),
        { numRuns: 200 },
      );
      expect((processor.flush?.(Infinity) ?? []).every(isWhole)).toBe(true);
      expect(processor.held?.size ?? 0).toBe(0);
    });

    test("remembers no more than its bound of keys", () => {
      const { processor, counted } = make(config);
      const [base] = fc.sample(records, { numRuns: 1, seed: 1 });
      if (base === undefined) throw new Error("no record");
      for (let index = 0; index < processorKeysMax + 2000; index++) {
        const own = { took: "1", a: `${index}` };
        processor.process({ ...base, message: `a key ${index}`, attributes: own });
        processor.process({ ...base, message: `a key ${index}`, attributes: own });
      }
      expect(processor.held?.size ?? 0).toBeLessThanOrEqual(processorKeysMax);
      expect(counted.snapshot().length).toBeLessThanOrEqual(10_001);
      const due = processor.flush?.(Infinity) ?? [];
      expect(due.length).toBeLessThanOrEqual(config.type === "multiline" ? processorKeysMax : summariesMax);
      processor.close?.();
    });

    test("loses no record without counting it", async () => {
      const { processor } = make(config);
      let sent = 0;
      const append = ({ records: count }: { records: number }): Promise<void> => {
        sent += count;
        return Promise.resolve();
      };
      const target = new ProcessingTarget({ append }, [{ id: "p", processor }], { nowMs: () => now, timer: false });
      const given = fc.sample(records, { numRuns: 100, seed: 2 });
      const lines = given.map((each) => `${JSON.stringify({ ...each, message: each.message.slice(0, 1) })}\n`);
      const appended = target.append({ data: Buffer.from(lines.join("")), records: given.length });
      await target.stop();
      await appended;
      const [{ receivedRecords, sentRecords, dropped } = { receivedRecords: 0, sentRecords: 0, dropped: {} }] =
        target.components();
      expect([receivedRecords, sentRecords]).toEqual([100, sent]);
      const away = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      // Summaries come on top, and joined records are fewer.
      if (config.type !== "multiline") expect(sentRecords + away).toBeGreaterThanOrEqual(100);
      expect(target.errors).toBe(0);
    });
  },
);

test("an output reads the line that route wrote as it was", async () => {
  const { processor } = make({ type: "route", routes: [{ when: "*", to: ["x", "y"] }] });
  const lines: Buffer[] = [];
  const append = ({ data }: { data: Uint8Array }): Promise<void> => {
    lines.push(Buffer.from(data));
    return Promise.resolve();
  };
  const target = new ProcessingTarget({ append }, [{ id: "p", processor }]);
  await fc.assert(
    fc.asyncProperty(records, async (record) => {
      const line = Buffer.from(JSON.stringify(record));
      await target.append({ data: Buffer.concat([line, Buffer.from("\n")]), records: 1 });
      const written = lines.pop()?.subarray(0, -1) ?? Buffer.alloc(0);
      expect(new RouteReader("x").read(written)).toEqual(line);
      expect(new RouteReader("z").read(written)).toBeUndefined();
    }),
  );
});

test("renaming back gives the record as it was", () => {
  const there = make({ type: "rename", fields: { a: "zz" } }).processor;
  const back = make({ type: "rename", fields: { zz: "a" } }).processor;
  fc.assert(
    fc.property(records, (record) => {
      // An attribute that is empty is one that is not there.
      if (record.attributes["a"] === "") delete record.attributes["a"];
      const before = structuredClone(record);
      const once = there.process(record);
      expect(once === undefined ? undefined : back.process(once)).toEqual(before);
    }),
  );
});

test("an address lies in all of its own networks", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 128 }), (address, wanted) => {
      const ip = parseIp(address);
      if (ip === undefined) throw new Error(`${address} is not read`);
      const length = Math.min(wanted, ip.width);
      const mapped = ip.width === 32 && address.includes(":");
      if (mapped) return;
      expect(parseNetwork(`${address}/${length}`)).toEqual({ ...ip, length, bits: prefixOf(ip, length) });
    }),
  );
});
