import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:web", { printed: "host:web", sql: "`host` = {p0:String}", fields: ["host"] });
  check('host: "a b"', { printed: 'host:"a b"', sql: "`host` = {p0:String}", fields: ["host"] });
  check("status:500", {
    printed: "status:500",
    sql: "(attributes[{p0:String}] = {p1:String} OR toFloat64OrNull(attributes[{p0:String}]) = {p2:Float64})",
    fields: ["status"],
  });
  check("severity:9", { printed: "severity:9", sql: "severity = {p0:Float64}", fields: ["severity"] });
  check("level:WARN", { printed: "level:WARN", sql: "`level` IN {p0:Array(String)}", fields: ["level"] });
  check("time:2026-01-01", {
    printed: "time:2026-01-01",
    sql: "(ts >= fromUnixTimestamp64Nano({p0:Int64}, 'UTC') AND ts < fromUnixTimestamp64Nano({p1:Int64}, 'UTC'))",
    fields: ["time"],
  });
});

test("mistakes are named", () => {
  expect(() => compileFilter("host:")).toThrow("expected a value for the field host");
  expect(() => compileFilter("time:soon")).toThrow("is no time");
});
