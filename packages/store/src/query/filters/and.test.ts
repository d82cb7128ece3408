import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:a host:b", {
    printed: "host:a host:b",
    sql: "(`host` = {p0:String} AND `host` = {p1:String})",
    fields: ["host", "host"],
  });
  check("host:a AND (host:b host:c)", {
    printed: "host:a host:b host:c",
    sql: "(`host` = {p0:String} AND `host` = {p1:String} AND `host` = {p2:String})",
    fields: ["host", "host", "host"],
  });
  check("host:(a b)", {
    printed: "host:a host:b",
    sql: "(`host` = {p0:String} AND `host` = {p1:String})",
    fields: ["host", "host"],
  });
});

test("mistakes are named", () => {
  expect(() => compileFilter("host:a )")).toThrow("there is no ( for this )");
});
