import type { SegmentRecord } from "@cordwood/store";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileCondition } from "./condition.js";
import { noMatchOf } from "./needed-bytes.js";

const value = fc.constantFrom("", "a", "b", "ab", "warn", "warning", "err", "error", "5", "5.0", "a b", "A", "é");
const record: fc.Arbitrary<SegmentRecord> = fc.record({
  time: fc.constant("1"),
  level: value,
  severity: fc.constantFrom(0, 9, 17),
  message: value,
  service: value,
  host: value,
  logger: fc.constant(""),
  dataset: fc.constant("diagnostic"),
  trace_id: fc.constant(""),
  span_id: fc.constant(""),
  parse_error: fc.constant(""),
  attributes: fc.dictionary(fc.constantFrom("a", "b", "x.y"), value),
});

const field = fc.constantFrom("level", "service", "host", "a", "x.y", "severity", "message");
const simple = fc.oneof(
  fc.tuple(field, value).map(([name, text]) => `${name}:"${text}"`),
  fc
    .tuple(field, fc.constantFrom("a", "b", "warn", "ERROR", "5", "a*", "w*", "*", "*b"))
    .map((parts) => parts.join(":")),
);
const condition = fc.oneof(
  simple,
  fc.tuple(simple, simple).map((parts) => parts.join(" ")),
  fc.tuple(simple, simple).map((parts) => parts.join(" OR ")),
  simple.map((text) => `-${text}`),
);

test("a record that matches is never passed by", () => {
  fc.assert(
    fc.property(condition, record, (text, given) => {
      const passes = noMatchOf([text]);
      const line = Buffer.from(JSON.stringify(given));
      if (passes?.(line) === true) expect(compileCondition(text)(given)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["service:none", true],
  ["payload:*", true],
  ["host:db*", true],
  ["level:fatal", true],
  ["service:web", false],
  ["service:none OR host:h", false],
  ["service:none host:h", true],
  ["health", undefined],
  ["-service:none", undefined],
  ["took:5", undefined],
  ['service:"a\\"b"', undefined],
  ["time:>now-5m", undefined],
])("%s", (text, expected) => {
  const line = Buffer.from('{"level":"info","service":"web","host":"h","attributes":{}}');
  expect(noMatchOf([text])?.(line)).toBe(expected);
});
