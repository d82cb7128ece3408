import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("table");
};

test("it is read and printed", () => {
  check("timechart", "timechart count()");
  check("timechart span=5m avg(a) by b", "timechart 5m avg(a) by b");
  check("timechart bin(1h)", "timechart 1h count()");
  check("timechart 5m count() by b limit 3", "timechart 5m count() by b limit 3");
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | timechart").stages;
  expect(stage).toMatchObject({ kind: "timechart", live: false, makesTable: true });
});

test("mistakes are named", () => {
  expect(() => compile("* | timechart 5x")).toThrow("expected an aggregate");
  expect(() => compile("* | timechart by a limit 101")).toThrow("expected 1 to 100 series");
});
