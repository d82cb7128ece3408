import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ParsedLine } from "../parsers/parsed-line.js";
import { LineWriter } from "./line-writer.js";
import { ParsedLineWriter } from "./parsed-line-writer.js";
import { segmentLine, type RecordDefaults } from "./segment-line.js";

const now = 1_700_000_000_123_000_000n;
const defaults: RecordDefaults = {
  service: "orders",
  host: "h1",
  dataset: "diagnostic",
  attributes: { "log.file.path": '/var/log/"a".log' },
};

function check(parsed: ParsedLine, given: RecordDefaults = defaults): void {
  const writer = new LineWriter(16);
  const lines = new ParsedLineWriter(given);
  lines.write(parsed, now, writer);
  lines.write(parsed, now, writer);
  const line = `${segmentLine(parsed, given, now)}\n`;
  expect(writer.records).toBe(2);
  const written = Buffer.from(writer.written()).toString("utf8").split("\n");
  expect(written.length).toBe(3);
  for (const each of written.slice(0, 2)) expect(JSON.parse(each)).toEqual(JSON.parse(line));
}

test.each<[string, ParsedLine]>([
  ["only a message", { message: "hello" }],
  ["everything", everything()],
  ["escapes", { message: 'a"b\\c\n\t\u0000\u007f', logger: "a\nb" }],
  ["text outside ASCII", { message: "grüße 🌲", attributes: { schlüssel: "wert", "🌲": "x" } }],
  ["half a surrogate pair", { message: "\ud83d x", attributes: { "\udc00": "\ud800" } }],
  ["a long text", { message: "x".repeat(100_000), attributes: { a: "\n".repeat(5000) } }],
  ["an attribute of the input's", { message: "m", attributes: { "log.file.path": "other" } }],
  ["a time before 1970", { message: "m", time: -1n }],
  ["a time of few digits", { message: "m", time: 42n }],
  ["the last time", { message: "m", time: 2n ** 63n - 1n }],
  ["__proto__", { message: "m", attributes: JSON.parse('{"__proto__":"x"}') as Record<string, string> }],
])("writes as segmentLine does: %s", (_name, parsed) => {
  check(parsed);
  check(parsed, { service: "", host: "", dataset: "" });
});

function everything(): ParsedLine {
  const ids = { traceId: "ab".repeat(16), spanId: "cd".repeat(8) };
  const texts = { service: "s", host: "h", logger: "l", dataset: "audit", parseError: "no known format" };
  return { time: now, level: "critical", severity: 21, message: "m", ...ids, ...texts, attributes: { a: "b", c: "" } };
}

const texts = fc.oneof(fc.string(), fc.string({ unit: "binary" }));

test("writes any record as segmentLine does", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      fc.array(texts, { minLength: 6, maxLength: 6 }),
      fc.dictionary(texts, texts, { maxKeys: 4, noNullPrototype: true }),
      (time, [message = "", level = "", service = "", host = "", logger = "", parseError = ""], attributes) => {
        check({ time, message, level, severity: 9, service, host, logger, parseError, attributes });
      },
    ),
    { numRuns: 1000 },
  );
});
