import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("table");
};

test("it is read and printed", () => {
  check("rate", "rate");
  check("rate 1m by a", "rate 1m by a");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | rate").stages;
  expect(stage).toMatchObject({ kind: "rate", live: false, makesTable: true });
});

test("mistakes are named", () => {
  expect(() => compile("* | rate 1m as")).toThrow("expected |");
});
