import { assert, jsonValue, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { LiteralError, parseLiteral } from "./literal.js";

const names: Record<string, unknown> = { "sys.stdout": "<stdout>", ERROR: 40 };
const resolve = (name: string): unknown => {
  if (Object.hasOwn(names, name)) return names[name];
  throw new Error(`unknown ${name}`);
};

describe("parseLiteral", () => {
  test.each([
    ["()", []],
    ["(sys.stdout,)", ["<stdout>"]],
    ["('a.log', 'w')", ["a.log", "w"]],
    ["'a.log', 'a', 10*1024*1024", ["a.log", "a", 10_485_760]],
    ["(5)", 5],
    ["{'a': 1, \"b\": [True, False, None]}", { a: 1, b: [true, false, null] }],
    ["('it\\'s', r'c:\\new', u'\\u00e9' 'x')", ["it's", "c:\\new", "éx"]],
    ["(-1.5e3, +2, 0x1F, 1_000, .5)", [-1500, 2, 31, 1000, 0.5]],
    ["(('localhost', 514), ERROR)", [["localhost", 514], 40]],
  ])("%s", (text, expected) => {
    expect(parseLiteral(text, resolve)).toEqual(expected);
  });

  test.each([
    "",
    "(",
    "(1 2)",
    "open('x')",
    "tuple(1)",
    "set()",
    "nobody",
    "'abc",
    "{1: 2}",
    "lambda: 0",
    "[1,,2]",
    "1 + 1",
    "(".repeat(100),
    "x".repeat(20_000),
  ])("refuses %s", (text) => {
    expect(() => parseLiteral(text, resolve)).toThrow(LiteralError);
  });

  test("reads back whatever JSON writes", () => {
    assert(
      property(jsonValue({ maxDepth: 3 }), (value) => {
        // As a key, __proto__ would set the prototype in the expectation.
        const text = JSON.stringify(value).replaceAll("__proto__", "proto");
        const plain: unknown = JSON.parse(text);
        expect(JSON.stringify(parseLiteral(text, resolve))).toBe(JSON.stringify(plain));
      }),
    );
  });
});
