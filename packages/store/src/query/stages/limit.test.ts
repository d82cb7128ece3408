import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("limit 10", "limit 10");
  check("limit 2 by host, bin(1h)", "limit 2 by host, bin(1h)");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | limit 10").stages;
  expect(stage).toMatchObject({ kind: "limit", live: false, makesTable: false });
  expect(stage?.fields()).toEqual([]);
});

test("mistakes are named", () => {
  expect(() => compile("* | limit")).toThrow("expected a number of rows");
  expect(() => compile("* | limit -1")).toThrow("expected a number of rows");
  expect(() => compile("* | limit 1000000")).toThrow("at most 100000 rows");
});
