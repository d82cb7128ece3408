import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:a OR host:b", {
    printed: "host:a OR host:b",
    sql: "(`host` = {p0:String} OR `host` = {p1:String})",
    fields: ["host", "host"],
  });
  check("(host:a OR host:b) host:c", {
    printed: "(host:a OR host:b) host:c",
    sql: "((`host` = {p0:String} OR `host` = {p1:String}) AND `host` = {p2:String})",
    fields: ["host", "host", "host"],
  });
  check("host:(a OR b)", {
    printed: "host:a OR host:b",
    sql: "(`host` = {p0:String} OR `host` = {p1:String})",
    fields: ["host", "host"],
  });
});

test("mistakes are named", () => {
  expect(() => compileFilter("a OR")).toThrow("expected something to search for");
  expect(() => compileFilter("(a OR b")).toThrow("expected )");
});
