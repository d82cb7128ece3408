import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check("host:*", { printed: "host:*", sql: "`host` != ''", fields: ["host"] });
  check("a.b:*", { printed: "a.b:*", sql: "attributes[{p0:String}] != ''", fields: ["a.b"] });
});
