import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("extract /a (?P<x>b)/i", "extract /a (?P<x>b)/i");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | extract /a (?P<x>b)/i").stages;
  expect(stage).toMatchObject({ kind: "extract", live: true, makesTable: false });
  expect(stage?.fields()).toEqual(["message"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | extract x")).toThrow("expected a regular expression");
  expect(() => compile("* | extract /x/")).toThrow("needs a named group");
});
