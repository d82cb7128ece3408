import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("took:>1.5", {
    printed: "took:>1.5",
    sql: "toFloat64OrNull(attributes[{p0:String}]) > {p1:Float64}",
    fields: ["took"],
  });
  check('host:<="b"', { printed: 'host:<="b"', sql: "(`host` != '' AND `host` <= {p0:String})", fields: ["host"] });
  check("level:>=warn", { printed: "level:>=warn", sql: "severity >= {p0:Float64}", fields: ["level"] });
  check("level:<info", {
    printed: "level:<info",
    sql: "(severity > 0 AND severity < {p0:Float64})",
    fields: ["level"],
  });
  check("host:=a", { printed: "host:a", sql: "`host` = {p0:String}", fields: ["host"] });
  check("host:!=a", { printed: "NOT host:a", sql: "NOT ifNull(`host` = {p0:String}, 0)", fields: ["host"] });
});

test("mistakes are named", () => {
  expect(() => compileFilter("took:>")).toThrow("expected a value");
  expect(() => compileFilter("level:>=warnign")).toThrow("did you mean warning?");
});
