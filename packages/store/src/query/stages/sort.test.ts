import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("sort a desc, b", "sort -a, b");
  check("sort by -lower(a)", "sort -lower(a)");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | sort a desc, b").stages;
  expect(stage).toMatchObject({ kind: "sort", live: false, makesTable: false });
});

test("mistakes are named", () => {
  expect(() => compile("* | sort")).toThrow("expected a field");
});
