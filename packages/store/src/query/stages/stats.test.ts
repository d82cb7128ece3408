import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("table");
};

test("it is read and printed", () => {
  check("stats COUNT() AS n by bin(90s), a", "stats count() as n by bin(1m30s), a");
  check("stats by a", "stats count() by a");
  check("stats p99.9(a), uniq(a, b)", "stats p99.9(a), uniq(a, b)");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | stats COUNT() AS n by bin(90s), a").stages;
  expect(stage).toMatchObject({ kind: "stats", live: false, makesTable: true });
});

test("mistakes are named", () => {
  expect(() => compile("* | stats cuont()")).toThrow("did you mean count?");
  expect(() => compile("* | stats avg()")).toThrow("is written avg(f)");
  expect(() => compile("* | stats count(), count()")).toThrow("two columns have the name count()");
  expect(() => compile("* | stats count() by bin(0s)")).toThrow("no usable duration");
});
