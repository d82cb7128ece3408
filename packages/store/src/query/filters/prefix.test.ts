import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:we*", { printed: "host:we*", sql: "startsWith(`host`, {p0:String})", fields: ["host"] });
  check("conn*", {
    printed: "conn*",
    sql: "(position(lower(`message`), {p0:String}) > 0 AND match(`message`, {p1:String}))",
    fields: ["message"],
  });
});
