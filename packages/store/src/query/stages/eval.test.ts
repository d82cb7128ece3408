import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("eval x = 1 + 2 * 3, y=(1+2)*3", "eval x = 1 + 2 * 3, y = (1 + 2) * 3");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | eval x = 1 + 2 * 3, y=(1+2)*3").stages;
  expect(stage).toMatchObject({ kind: "eval", live: true, makesTable: false });
  expect(stage?.fields()).toEqual([]);
});

test("mistakes are named", () => {
  expect(() => compile("* | eval x")).toThrow("expected =");
  expect(() => compile("* | eval time = 1")).toThrow("cannot be changed");
});
