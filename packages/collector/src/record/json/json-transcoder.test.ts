import * as fc from "fast-check";
import { expect, test } from "vitest";
import { jsonParser } from "../../parsers/json.js";
import { utc } from "../../timestamps/zone.js";
import { LineWriter } from "../line-writer.js";
import { segmentLine, type RecordDefaults } from "../segment-line.js";
import { JsonTranscoder } from "./json-transcoder.js";

const now = 1_700_000_000_123_000_000n;
const defaults: RecordDefaults = {
  service: "orders",
  host: "h1",
  dataset: "diagnostic",
  attributes: { "log.file.path": '/var/log/"a".log' },
};

function fast(line: string, given: RecordDefaults = defaults): unknown {
  const writer = new LineWriter(16);
  const bytes = Buffer.from(`....${line}\n{"x`);
  const end = 4 + Buffer.byteLength(line);
  const done = new JsonTranscoder(given).transcode(bytes, 4, end, writer, now);
  expect(writer.records).toBe(done ? 1 : 0);
  expect(done || writer.length === 0).toBe(true);
  return done ? JSON.parse(Buffer.from(writer.written()).toString("utf8")) : undefined;
}

function general(line: string, given: RecordDefaults = defaults): unknown {
  const parsed = jsonParser.parse(line, { now, zone: utc });
  return parsed === undefined ? undefined : JSON.parse(segmentLine(parsed, given, now));
}

test.each([
  ["pino", '{"level":30,"time":1700000000000,"pid":42,"hostname":"web-1","msg":"hello"}'],
  ["pino with a name", '{"level":50,"time":1700000000000,"name":"db","msg":"no","err":{"type":"E","stack":"a\\n b"}}'],
  ["winston", '{"level":"info","message":"started","timestamp":"2024-02-29T10:20:30.123Z","service":"pay"}'],
  ["slog", '{"time":"2024-01-02T03:04:05.123456789+02:00","level":"WARN","msg":"x","n":3,"ok":true,"z":null}'],
  ["nested", '{"message":"m","http":{"request":{"method":"GET","bytes":12.5}},"a":{},"service":{"name":"s"}}'],
  ["python", '{"message": "m", "levelname": "ERROR", "timestamp": "2024-01-02 03:04:05.5Z" , "x": -12 }'],
  [
    "a segment record",
    `{"time":"1700000000123456789","level":"error","severity":18,"message":"m","service":"s","host":"h","logger":"a.b","dataset":"audit","trace_id":"${"ab".repeat(16)}","span_id":"${"0a".repeat(8)}","parse_error":"","attributes":{"level":"x","service.name":"y"}}`,
  ],
  ["escapes", String.raw`{"msg":"a\"b\\c\/d\n\té€","k\u00fc":1,"k":"\u0000"}`.replace(String.raw`"k\u00fc":1,`, "")],
  ["text outside ASCII", '{"msg":"grüße 🌲","schlüssel":"wert"}'],
  ["empty texts", '{"msg":"","service":"","trace_id":"","dataset":""}'],
])("takes the fast way: %s", (_name, line) => {
  expect(fast(line)).toEqual(general(line));
});

test.each([
  ["no JSON", '{"msg":"x"'],
  ["text after the object", '{"msg":"x"} y'],
  ["a newline in a text", '{"msg":"a\u0001"}'],
  ["a wrong escape", String.raw`{"msg":"\x"}`],
  ["half a surrogate pair", String.raw`{"msg":"\ud83d"}`],
  ["two messages", '{"msg":"x","message":"y"}'],
  ["an attribute twice", '{"msg":"x","a":1,"a":2}'],
  ["an attribute twice, by another way", '{"msg":"x","a.b":1,"a":{"b":2}}'],
  ["an attribute of the input", '{"msg":"x","log.file.path":"y"}'],
  ["a docker line", '{"log":"x\\n","stream":"stdout","time":"2024-01-01T00:00:00Z"}'],
  ["a time without a zone", '{"msg":"x","time":"2024-01-01T00:00:00"}'],
  ["a day that is none", '{"msg":"x","time":"2023-02-29T00:00:00Z"}'],
  ["a trace id that is none", '{"msg":"x","trace_id":"xyz"}'],
  ["numbers that are none", '{"msg":"x","a":01}'],
  ["numbers written otherwise", '{"msg":"x","a":1.50}'],
  ["MongoDB's letters", '{"t":{"$date":"2020-05-01T15:16:17.180+00:00"},"s":"W","c":"NETWORK","msg":"slow"}'],
  ["a list", '{"msg":"x","a":[1]}'],
  ["no message", '{"a":1}'],
  ["a name without a level", '{"msg":"x","name":"y"}'],
])("leaves to the general way: %s", (_name, line) => {
  expect(fast(line)).toBeUndefined();
});

test("grows its room for long lines and many attributes", () => {
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`key.${n}`, "v".repeat(n)]));
  const line = JSON.stringify({ msg: "x".repeat(70_000), outer: { inner: many } });
  expect(fast(line)).toEqual(general(line));
});

const names = fc.constantFrom(
  ..."time timestamp ts @timestamp level severity lvl severity_number message msg body service service.name host".split(
    " ",
  ),
  ..."hostname logger name dataset trace_id traceId span_id attributes a b a.b parse_error __proto__ constructor".split(
    " ",
  ),
);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("info", "WARN", "2024-05-06T07:08:09.1Z", "2024-05-06T07:08:09-03:30", "1700000000", "0".repeat(32)),
);
const scalars = fc.oneof(
  texts,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(true, false, null, 0, 9, 17, 30, 1_700_000_000, 1_700_000_000_000, 1_700_000_000_000_000),
);
const objects = fc.dictionary(
  fc.oneof(names, fc.string()),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalars,
      fc.array(scalars, { maxLength: 2 }),
      fc.dictionary(fc.oneof(names, fc.string()), tie("value"), { maxKeys: 4 }),
    ),
  })).value,
  { maxKeys: 8 },
);

test("whatever takes the fast way comes out as by the general way", () => {
  let taken = 0;
  fc.assert(
    fc.property(objects, (object) => {
      const line = JSON.stringify({ msg: "m", ...object });
      const record = fast(line);
      if (record === undefined) return;
      taken += 1;
      expect(record).toEqual(general(line));
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(300);
});

test("damaged lines are never taken for JSON", () => {
  const line = '{"time":"2024-01-02T03:04:05.123Z","level":"info","msg":"a\\u00e9b","n":-12.5,"o":{"p":null,"q":"r"}}';
  fc.assert(
    fc.property(
      fc.nat(line.length - 1),
      fc.nat(127),
      fc.constantFrom("replace", "remove", "insert"),
      (at, code, how) => {
        const put = how === "remove" ? "" : String.fromCharCode(code);
        const damaged = line.slice(0, at) + put + line.slice(how === "insert" ? at : at + 1);
        const record = fast(damaged);
        if (record !== undefined) expect(record).toEqual(general(damaged));
      },
    ),
    { numRuns: 3000 },
  );
});
