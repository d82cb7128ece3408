import { expect, test } from "vitest";
import { allOf, anyOf, float, identifier, int64, integer, list, render, sql, text, textArray } from "./sql.js";

test("values are parameters, numbered as they come, equal ones once", () => {
  const statement = sql`a = ${text("x'; DROP TABLE logs --")} AND b IN ${textArray(["1", "2"])} AND c = ${text("x'; DROP TABLE logs --")} AND d > ${float(1.5)} AND e = ${int64(-5n)}`;
  expect(render(statement)).toEqual({
    text: "a = {p0:String} AND b IN {p1:Array(String)} AND c = {p0:String} AND d > {p2:Float64} AND e = {p3:Int64}",
    params: { p0: "x'; DROP TABLE logs --", p1: ["1", "2"], p2: 1.5, p3: "-5" },
  });
});

test("conditions are joined in parentheses", () => {
  expect(render(allOf([])).text).toBe("1");
  expect(render(anyOf([])).text).toBe("0");
  expect(render(allOf([sql`a`])).text).toBe("a");
  expect(render(anyOf([sql`a`, allOf([sql`b`, sql`c`])])).text).toBe("(a OR (b AND c))");
  expect(render(list([sql`a`, sql`b`])).text).toBe("a, b");
});

test("what could change the statement is no identifier and no number", () => {
  expect(render(identifier("attr_x")).text).toBe("`attr_x`");
  for (const name of ["", "a b", "a`b", "a.b", "1a", "a".repeat(200)])
    expect(() => identifier(name)).toThrow(RangeError);
  for (const number of [-1, 1.5, Number.NaN, 2 ** 60]) expect(() => integer(number)).toThrow(RangeError);
  expect(() => float(Infinity)).toThrow(RangeError);
});
