import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("dedup a, `b c`", "dedup a, `b c`");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | dedup a, `b c`").stages;
  expect(stage).toMatchObject({ kind: "dedup", live: false, makesTable: false });
  expect(stage?.fields()).toEqual(["a", "b c"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | dedup")).toThrow("expected a field");
});
