import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:/^a\\/b/", { printed: "host:/^a\\/b/", sql: "match(`host`, {p0:String})", fields: ["host"] });
  check("/a b c/i", {
    printed: "/a b c/i",
    sql: "(hasAllTokens(lower(`message`), {p0:Array(String)}) AND match(`message`, {p1:String}))",
    fields: ["message"],
  });
  check("host:/a/b", { printed: "host:\\/a/b", sql: "`host` = {p0:String}", fields: ["host"] });
});

test("mistakes are named", () => {
  expect(() => compileFilter("host:/(/")).toThrow("the regular expression cannot be used");
});
