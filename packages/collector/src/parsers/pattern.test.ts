import { describe, expect, it } from "vitest";
import { utc } from "../timestamps/zone.js";
import { createCsvParser, splitCsv } from "./csv.js";
import { createGrokParser } from "./grok.js";
import { grokPatterns } from "./grok-patterns.js";
import type { ParseContext } from "./parsed-line.js";
import { createRegexpParser } from "./regexp.js";

const context: ParseContext = { now: BigInt(Date.parse("2026-11-21T02:00:00Z")) * 1_000_000n, zone: utc };
const time = BigInt(Date.parse("2019-03-05T10:57:51Z")) * 1_000_000n;

describe("regexp", () => {
  const parser = createRegexpParser({ pattern: "^(?<time>\\S+) (?<level>[a-z]+) (?<user_id>\\d*) ?(?<message>.*)$" });
  it("makes named groups the record's fields", () => {
    expect(parser.parse("2019-03-05T10:57:51Z warn 7 hello there", context)).toEqual({
      time,
      level: "warning",
      severity: 13,
      message: "hello there",
      attributes: { user_id: "7" },
    });
  });
  it("does not answer a line that does not match", () => {
    expect(parser.parse("HELLO", context)).toBeUndefined();
  });
  it("takes linear time where a backtracking engine would not end", () => {
    const hostile = createRegexpParser({ pattern: "^(?<message>(a|a)*)*$" });
    expect(hostile.parse(`${"a".repeat(20_000)}b`, context)).toBeUndefined();
  });
  it.each(["(", "(?<a>x)\\1", "(?=x)", "x".repeat(100_000), "(((a{1000}){1000}){1000})"])(
    "refuses a pattern: %#",
    (pattern) => {
      expect(() => createRegexpParser({ pattern })).toThrow(expect.objectContaining({ code: "CW_COLLECTOR_PATTERN" }));
    },
  );
});

describe("grok", () => {
  function check(pattern: string, line: string, expected: object | undefined): void {
    expect(createGrokParser({ pattern }).parse(line, context)).toEqual(expected);
  }
  it("reads named patterns and fields with dots", () => {
    check(
      "^%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} %{IP:client.address} %{NUMBER:[http][ms]:float} %{GREEDYDATA:message}$",
      "2019-03-05T10:57:51Z ERROR 10.0.0.1 1.5 it failed",
      {
        time,
        level: "error",
        severity: 17,
        message: "it failed",
        attributes: { "client.address": "10.0.0.1", "http.ms": "1.5" },
      },
    );
  });
  it("reads the combined log format", () => {
    const line = '10.0.0.1 - frank [05/Mar/2019:10:57:51 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8"';
    check("%{COMBINEDAPACHELOG}", line, {
      time,
      message: line,
      attributes: {
        "client.address": "10.0.0.1",
        "user.name": "frank",
        "http.request.method": "GET",
        "url.path": "/a",
        "network.protocol.version": "1.1",
        "http.response.status_code": "200",
        "http.response.body.size": "12",
        "http.request.header.referer": "-",
        "user_agent.original": "curl/8",
      },
    });
  });
  it("reads syslog's beginning", () => {
    check("%{SYSLOGBASE} %{GREEDYDATA:message}", "Mar  5 10:57:51 web01 sshd[12]: hello", {
      time: BigInt(Date.parse("2026-03-05T10:57:51Z")) * 1_000_000n,
      host: "web01",
      logger: "sshd",
      message: "hello",
      attributes: { "process.pid": "12" },
    });
  });
  it.each(Object.keys(grokPatterns))("compiles %s", (name) => {
    expect(createGrokParser({ pattern: `%{${name}:field}` }).name).toBe("grok");
  });
  it("takes own patterns", () => {
    const parser = createGrokParser({ pattern: "%{ORDER:order}", patterns: { ORDER: "[A-Z]{2}\\d+" } });
    expect(parser.parse("about AB12 today", context)?.attributes).toEqual({ order: "AB12" });
  });
  it("refuses patterns that are not known, or name themselves", () => {
    const code = expect.objectContaining({ code: "CW_COLLECTOR_PATTERN" });
    expect(() => createGrokParser({ pattern: "%{NOPE}" })).toThrow(code);
    expect(() => createGrokParser({ pattern: "%{A}", patterns: { A: "%{A}" } })).toThrow(code);
    expect(() => createGrokParser({ pattern: "%{A}", patterns: { A: "%{B}%{B}", B: "%{A}%{A}" } })).toThrow(code);
  });
});

describe("csv", () => {
  it.each([
    ["a,b,c", ["a", "b", "c"]],
    ['"a,1","b ""q""",', ["a,1", 'b "q"', ""]],
    ["", [""]],
    ['"open', undefined],
    ['"a"b,c', undefined],
  ])("splits '%s'", (line, expected) => {
    expect(splitCsv(line, ",")).toEqual(expected);
  });
  it("names the fields by the columns", () => {
    const parser = createCsvParser({ columns: ["time", "level", "message"], delimiter: ";" });
    expect(parser.parse("2019-03-05T10:57:51Z;info;hello;more", context)).toEqual({
      time,
      level: "info",
      severity: 9,
      message: "hello",
      attributes: { column4: "more" },
    });
  });
  it("takes the names from the first line and keeps it", () => {
    const parser = createCsvParser();
    expect(parser.parse("level,message", context)).toEqual({ message: "level,message" });
    expect(parser.parse("warn,x", context)?.level).toBe("warning");
  });
});
