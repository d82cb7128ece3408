import { expect, test } from "vitest";
import { nearest } from "./suggest.js";

const check = (name: string, candidates: string[], expected: string | undefined): void => {
  expect(nearest(name, candidates)).toBe(expected);
};

test("the nearest name is found when it is near enough", () => {
  check("stast", ["stats", "sort"], "stats");
  check("cuont", ["count", "countif"], "count");
  check("WHERE", ["where"], "where");
  check("x", ["where", "sort"], undefined);
  check("something", ["stats"], undefined);
});
