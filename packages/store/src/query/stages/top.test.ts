import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("table");
};

test("it is read and printed", () => {
  check("top 5 a, b", "top 5 a, b");
  check("top a", "top 10 a");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | top 5 a, b").stages;
  expect(stage).toMatchObject({ kind: "top", live: false, makesTable: true });
});

test("mistakes are named", () => {
  expect(() => compile("* | top 5")).toThrow("expected a field");
  expect(() => compile("* | top 999999 a")).toThrow("at most 100000 rows");
});
