import { expect, test } from "vitest";
import { compile, parse, print, QueryError } from "../index.js";

const check = (expression: string, printed: string = expression): void => {
  expect(print(parse(`* | where ${expression}`))).toBe(`* | where ${printed}`);
};

test("operators bind as in the reference", () => {
  check("a or b and c");
  check("(a or b) and c");
  check("not a = b", "not a = b");
  check("(not a) = b", "(not a) = b");
  check("a + b * c - d");
  check("a - (b - c)");
  check("(a - b) - c", "a - b - c");
  check("-a * -(b + 1)");
  check("a == 1 && b <> 2 || !c", "a = 1 and b != 2 or not c");
  check("(a = b) = c");
});

test("literals, names and calls print as they are read", () => {
  check("'x\"y' = `odd name`", '"x\\"y" = `odd name`');
  check("TRUE and null", "true and null");
  check("If(a, 1.50, .5) > 1e3", "if(a, 1.5, 0.5) > 1000");
  check('a in ("x", 2)');
  check("a !~ /x/i and b ~ /y/");
  check("`in` = `count`", "`in` = count");
});

test("columns that no stage has made are named with the nearest", () => {
  const query = "* | stats count() as total by host | where totl > 1";
  expect(() => compile(query)).toThrow(QueryError);
  expect(() => compile(query)).toThrow("did you mean total?");
});
