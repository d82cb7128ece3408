import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("table");
};

test("it is read and printed", () => {
  check("patterns", "patterns 50");
  check("patterns 3", "patterns 3");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | patterns").stages;
  expect(stage).toMatchObject({ kind: "patterns", live: false, makesTable: true });
  expect(stage?.fields()).toEqual(["message"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | patterns | limit 3")).toThrow("no stage can follow");
});
