import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("where a > 1 and b", "where a > 1 and b");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | where a > 1 and b").stages;
  expect(stage).toMatchObject({ kind: "where", live: true, makesTable: false });
  expect(stage?.fields()).toEqual(["a", "b"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | where")).toThrow("expected a field");
  expect(() => compile("* | where a >")).toThrow("expected a field");
  expect(() => compile("* | where (a")).toThrow("expected )");
  expect(() => compile("* | where a < b < c")).toThrow("comparisons do not chain");
  expect(() => compile("* | where lowr(a)")).toThrow("did you mean lower?");
  expect(() => compile("* | where lower(a, b)")).toThrow("is written lower(text)");
});
