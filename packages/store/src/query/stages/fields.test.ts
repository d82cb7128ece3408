import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("table");
};

test("it is read and printed", () => {
  check("fields a, b, a", "fields a, b");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | fields a, b, a").stages;
  expect(stage).toMatchObject({ kind: "fields", live: true, makesTable: true });
  expect(stage?.fields()).toEqual(["a", "b"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | fields")).toThrow("expected a field");
});
