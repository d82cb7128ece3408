import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utc } from "../timestamps/zone.js";
import { jsonParser, quoteLongIntegers } from "./json.js";
import { logfmtParser, parseLogfmt } from "./logfmt.js";
import { ltsvParser } from "./ltsv.js";
import { normaliseObject } from "./normalise.js";
import type { LineParser, ParseContext } from "./parsed-line.js";

const context: ParseContext = { now: BigInt(Date.parse("2026-11-21T02:00:00Z")) * 1_000_000n, zone: utc };
const time = BigInt(Date.parse("2019-03-05T10:57:51.500Z")) * 1_000_000n;

function check(parser: LineParser, line: string, expected: object | undefined): void {
  expect(parser.parse(line, context)).toEqual(expected);
}

describe("the known fields of an object are found in records of", () => {
  const cases: [string, object, object][] = [
    [
      "pino",
      { level: 30, time: 1551783471500, pid: 12, hostname: "web01", name: "shop", msg: "hello", req: { id: 7 } },
      {
        time,
        level: "info",
        severity: 9,
        message: "hello",
        host: "web01",
        logger: "shop",
        attributes: { pid: "12", "req.id": "7" },
      },
    ],
    [
      "the Elastic common schema",
      {
        "@timestamp": "2019-03-05T10:57:51.500Z",
        "log.level": "WARN",
        log: { logger: "com.example.Main" },
        message: "hello",
        service: { name: "shop" },
        host: { name: "web01", os: "linux" },
        trace: { id: "4bf92f3577b34da6a3ce929d0e0e4736" },
      },
      {
        time,
        level: "warning",
        severity: 13,
        message: "hello",
        host: "web01",
        service: "shop",
        logger: "com.example.Main",
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
        attributes: { "host.os": "linux" },
      },
    ],
    [
      "Python",
      { created: 1551783471.5, levelname: "CRITICAL", levelno: 50, name: "my.module", message: "hello" },
      { time, level: "critical", severity: 21, message: "hello", logger: "my.module" },
    ],
    [
      "Serilog",
      { "@t": "2019-03-05T10:57:51.5Z", "@l": "Warning", "@mt": "Hi {Name}", Name: "x", SourceContext: "A.B" },
      { time, level: "warning", severity: 13, message: "Hi {Name}", logger: "A.B", attributes: { Name: "x" } },
    ],
    [
      "Cordwood",
      {
        time: "1551783471500000000",
        level: "audit",
        severity: 10,
        message: "hello",
        service: "shop",
        host: "",
        logger: "a",
        dataset: "audit",
        trace_id: "",
        span_id: "00f067aa0ba902b7",
        parse_error: "",
        attributes: { "user.id": "7", __proto__x: "y", deep: { a: [1, "b"] } },
      },
      {
        time,
        level: "audit",
        severity: 10,
        message: "hello",
        service: "shop",
        logger: "a",
        dataset: "audit",
        spanId: "00f067aa0ba902b7",
        attributes: { "user.id": "7", __proto__x: "y", "deep.a": '[1,"b"]' },
      },
    ],
    [
      "log4j",
      {
        instant: { epochSecond: 1551783471, nanoOfSecond: 500000000 },
        level: "ERROR",
        loggerName: "a.B",
        message: "m",
      },
      { time, level: "error", severity: 17, message: "m", logger: "a.B" },
    ],
    [
      "somebody who uses the names for something else",
      { time: "soon", level: { a: 1 }, message: "m", trace_id: "none", name: "Alice" },
      { message: "m", attributes: { time: "soon", "level.a": "1", trace_id: "none", name: "Alice" } },
    ],
    [
      "values of every kind",
      { message: 5, a: true, b: null, c: [{ d: 1 }], e: 1.5, f: "", g: {} },
      { message: "5", attributes: { a: "true", b: "null", c: '[{"d":1}]', e: "1.5", f: "" } },
    ],
    [
      "somebody who writes several times",
      { ts: 1, timestamp: "2019-03-05T10:57:51.5Z", msg: "b", message: "a" },
      { time, message: "a", attributes: { ts: "1", msg: "b" } },
    ],
  ];
  it.each(cases)("%s", (_name, object, expected) => {
    expect(normaliseObject(object as Record<string, unknown>, context)).toEqual(expected);
  });
  it("an object without a message, which becomes the message itself", () => {
    expect(normaliseObject({ a: 1 }, context).message).toBe('{"a":1}');
    expect(jsonParser.parse('{ "a": 1 }', context)?.message).toBe('{ "a": 1 }');
  });
});

describe("hostile objects", () => {
  it("may be nested as deep as JSON allows", () => {
    const line = `{"message":"m","a":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`;
    expect(jsonParser.parse(line, context)?.message).toBe("m");
  });
  it("may have arrays as deep as JSON allows", () => {
    const line = `{"message":"m","a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    expect(jsonParser.parse(line, context)?.message).toBeDefined();
  });
  it("get no more attributes than the bound", () => {
    const object = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, index]));
    const { attributes = {} } = normaliseObject(object, context);
    expect(Object.keys(attributes).length).toBe(1001);
    expect(attributes["cordwood.attributes_left_out"]).toBe("2000");
  });
  it("cannot reach a prototype", () => {
    const parsed = jsonParser.parse('{"message":"m","__proto__":{"polluted":"1"},"constructor":"2"}', context);
    expect(Object.entries(parsed?.attributes ?? {})).toEqual([
      ["__proto__.polluted", "1"],
      ["constructor", "2"],
    ]);
    expect(ltsvParser.parse("__proto__:1\tmessage:m", context)?.message).toBe("m");
  });
  it("never make it throw", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const parsed = normaliseObject(object, context);
        expect(typeof parsed.message).toBe("string");
        for (const value of Object.values(parsed.attributes ?? {})) expect(typeof value).toBe("string");
      }),
    );
  });
});

describe("json", () => {
  it("keeps every digit of long whole numbers", () => {
    check(
      jsonParser,
      '{"message":"m","time":1551783471123456789,"id":-12345678901234567890,"s":"1234567890123456789"}',
      {
        time: 1551783471123456789n,
        message: "m",
        attributes: { id: "-12345678901234567890", s: "1234567890123456789" },
      },
    );
  });
  it("leaves fractions and exponents alone", () => {
    const text = '{"a":0.1234567890123456789,"b":1.5e1234567890123456,"c":"\\"1234567890123456789"}';
    expect(quoteLongIntegers(text)).toBe(text);
  });
  it.each(["", "{", "[1]", "1", "null", '{"a":1} trailing', "{'a':1}"])("is not '%s'", (line) => {
    check(jsonParser, line, undefined);
  });
});

describe("ltsv", () => {
  it("reads labels and values", () => {
    check(ltsvParser, "time:[05/Mar/2019:10:57:51 +0000]\thost:10.0.0.1\treq:GET / HTTP/1.1\tstatus:200", {
      time: time - 500_000_000n,
      host: "10.0.0.1",
      message: "time:[05/Mar/2019:10:57:51 +0000]\thost:10.0.0.1\treq:GET / HTTP/1.1\tstatus:200",
      attributes: { req: "GET / HTTP/1.1", status: "200" },
    });
  });
  it.each(["", "\t", "no label", "a b:c", ":x", "a:1\tb"])("is not '%s'", (line) => {
    check(ltsvParser, line, undefined);
  });
});

describe("logfmt", () => {
  it("reads pairs, quoted values and flags", () => {
    check(
      logfmtParser,
      'time="2019-03-05T10:57:51.5Z" level=warning msg="a \\"b\\"\\n\\u00e9" path=/x?y=1 empty= flag',
      {
        time,
        level: "warning",
        severity: 13,
        message: 'a "b"\né',
        attributes: { path: "/x?y=1", empty: "", flag: "true" },
      },
    );
  });
  it.each(["", "words only", 'a="open', "=x", "a=1 b=2 (c)", 'a="1"b=2'])("is not '%s'", (line) => {
    check(logfmtParser, line, undefined);
  });
  it("reads back what was written", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(word, fc.string(), { minKeys: 1 }), (fields) => {
        const line = Object.entries(fields)
          .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
          .join(" ");
        expect(Object.entries(parseLogfmt(line) ?? {})).toEqual(Object.entries(fields));
      }),
    );
  });
});
