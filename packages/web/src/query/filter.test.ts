import { parse } from "@cordwood/store/query";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addFilter, fieldClause, narrow, quoteValue } from "./filter.js";

describe("quoteValue", () => {
  function check(value: string, expected: string): void {
    it(`writes ${JSON.stringify(value)} as ${expected}`, () => expect(quoteValue(value)).toBe(expected));
  }
  check("web-1.example", "web-1.example");
  check("200", "200");
  check("a b", '"a b"');
  check('say "hi"\\', '"say \\"hi\\"\\\\"');
  check("OR", '"OR"');
  check("-x", '"-x"');
  check("*", '"*"');
  check("10.0.0.1:80", "10.0.0.1:80");
  check("two\nlines", '"two\\nlines"');
});

describe("fieldClause", () => {
  it("looks for records without the field when the value is empty", () => {
    expect(fieldClause("host", "")).toBe("NOT host:*");
  });
});

describe("a clause", () => {
  it("is read by the search language as the field and value it was made of", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: "grapheme" }),
        fc.string({ minLength: 1, unit: "grapheme" }),
        (field, value) => {
          const { filter } = parse(fieldClause(field, value));
          expect(filter.fields()).toEqual([field]);
          expect((filter as typeof filter & { value: { text: string } }).value.text).toBe(value);
        },
      ),
    );
  });
});

describe("addFilter", () => {
  function check(query: string, exclude: boolean, expected: string): void {
    it(`${JSON.stringify(query)} ${exclude ? "without" : "with"} level error`, () => {
      expect(addFilter(query, "level", "error", exclude)).toBe(expected);
    });
  }
  check("", false, "level:error");
  check("*", false, "level:error");
  check("", true, "-level:error");
  check("timeout", false, "timeout level:error");
  check("a OR b", false, "(a OR b) level:error");
  check("(a OR b) c", false, "(a OR b) c level:error");
  check('"a OR b"', false, '"a OR b" level:error');
  check("doctor ordinary", false, "doctor ordinary level:error");
  check("level:error", false, "level:error");
  check("x level:error y", true, "x -level:error y");
  check("x -level:error", false, "x level:error");
  check("x NOT level:error", false, "x level:error");
  check("x NOT level:error", true, "x NOT level:error");
  check("timeout | stats count()", false, "timeout level:error | stats count()");
  check("| stats count()", false, "level:error | stats count()");
  check('host:"a|b" | top 5 host', true, 'host:"a|b" -level:error | top 5 host');
  check("path:/a|b/", true, "path:/a|b/ -level:error");
});

describe("narrow", () => {
  function check(query: string, expected: string): void {
    it(`${JSON.stringify(query)} becomes ${expected}`, () => expect(narrow(query, "/^a/")).toBe(expected));
  }
  check("* | patterns", "/^a/");
  check("", "/^a/");
  check("x OR y | patterns", "(x OR y) /^a/");
  check("level:error | patterns", "level:error /^a/");
});
