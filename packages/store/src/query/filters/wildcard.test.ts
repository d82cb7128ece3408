import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:a*b", { printed: "host:a*b", sql: "match(`host`, {p0:String})", fields: ["host"] });
  check("host:*b", { printed: "host:*b", sql: "endsWith(`host`, {p0:String})", fields: ["host"] });
  check("*nect*", { printed: "*nect*", sql: "position(lower(`message`), {p0:String}) > 0", fields: ["message"] });
});
