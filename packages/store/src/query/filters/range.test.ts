import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("took:[1 TO 2]", {
    printed: "took:[1 TO 2]",
    sql: "(toFloat64OrNull(attributes[{p0:String}]) >= {p1:Float64} AND toFloat64OrNull(attributes[{p0:String}]) <= {p2:Float64})",
    fields: ["took"],
  });
  check('host:{a to "b c"]', {
    printed: 'host:{a TO "b c"]',
    sql: "((`host` != '' AND `host` > {p0:String}) AND (`host` != '' AND `host` <= {p1:String}))",
    fields: ["host"],
  });
  check("took:[* TO 2}", {
    printed: "took:[* TO 2}",
    sql: "toFloat64OrNull(attributes[{p0:String}]) < {p1:Float64}",
    fields: ["took"],
  });
  check("host:[* TO *]", { printed: "host:[* TO *]", sql: "`host` != ''", fields: ["host"] });
});

test("mistakes are named", () => {
  expect(() => compileFilter("took:[1 2]")).toThrow("expected TO");
  expect(() => compileFilter("took:[1 TO 2")).toThrow("expected the end of the range");
});
