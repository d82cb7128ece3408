import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("Error", { printed: "Error", sql: "hasAllTokens(lower(`message`), {p0:Array(String)})", fields: ["message"] });
  check("24200", { printed: "24200", sql: "hasTokenCaseInsensitive(`message`, {p0:String})", fields: ["message"] });
  check("message:error", {
    printed: "error",
    sql: "hasAllTokens(lower(`message`), {p0:Array(String)})",
    fields: ["message"],
  });
  check("größe", { printed: "größe", sql: "hasToken(lowerUTF8(`message`), {p0:String})", fields: ["message"] });
  check("a\\*b", {
    printed: "a\\*b",
    sql: "(hasAllTokens(lower(`message`), {p0:Array(String)}) AND match(`message`, {p1:String}))",
    fields: ["message"],
  });
});

test("mistakes are named", () => {
  expect(() => compileFilter("AND a")).toThrow("AND needs a filter on both sides");
});
