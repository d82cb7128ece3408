import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("rename a as b", "rename a as b");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | rename a as b").stages;
  expect(stage).toMatchObject({ kind: "rename", live: true, makesTable: false });
  expect(stage?.fields()).toEqual(["a"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | rename a")).toThrow("expected `as`");
  expect(() => compile("* | rename id as x")).toThrow("cannot be changed");
});
