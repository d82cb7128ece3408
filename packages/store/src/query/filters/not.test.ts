import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("-host:a", { printed: "NOT host:a", sql: "NOT ifNull(`host` = {p0:String}, 0)", fields: ["host"] });
  check("NOT (host:a OR host:b)", {
    printed: "NOT (host:a OR host:b)",
    sql: "NOT ifNull((`host` = {p0:String} OR `host` = {p1:String}), 0)",
    fields: ["host", "host"],
  });
  check("!!host:a", {
    printed: "NOT NOT host:a",
    sql: "NOT ifNull(NOT ifNull(`host` = {p0:String}, 0), 0)",
    fields: ["host"],
  });
});

test("mistakes are named", () => {
  expect(() => compileFilter("NOT")).toThrow("expected something to search for");
});
