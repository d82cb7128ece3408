import { expect, test } from "vitest";
import { compileFilter, parse, print, render } from "../index.js";

const check = (query: string, expected: { printed: string; sql: string; fields: string[] }): void => {
  const parsed = parse(query);
  expect(print(parsed)).toBe(expected.printed);
  expect(parsed.filter.fields()).toEqual(expected.fields);
  expect(render(compileFilter(query)).text).toBe(expected.sql);
};

test("it is read, printed and made SQL", () => {
  check('"a b"', {
    printed: '"a b"',
    sql: "(hasAllTokens(lower(`message`), {p0:Array(String)}) AND match(`message`, {p1:String}))",
    fields: ["message"],
  });
  check("'a'", { printed: '"a"', sql: "hasAllTokens(lower(`message`), {p0:Array(String)})", fields: ["message"] });
  check('"->"', { printed: '"->"', sql: "position(lower(`message`), {p0:String}) > 0", fields: ["message"] });
  check('""', { printed: '""', sql: "1", fields: ["message"] });
});

test("mistakes are named", () => {
  expect(() => compileFilter('"a b')).toThrow("that opens here is not closed");
});
