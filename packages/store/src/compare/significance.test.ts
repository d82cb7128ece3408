import * as fc from "fast-check";
import { expect, test } from "vitest";
import { significance } from "./significance.js";

test.each([
  // Dunning 1993, table 1, as recomputed by hand: k11 = 110, k12 = 2442, k21 = 111, k22 = 29114.
  [110, 111, 2552, 29_225, 270.72],
  [10, 10, 100, 100, 0],
  [5, 0, 10, 10, 8.63],
])("of %d of %d and %d of %d is %d", (a, b, n, m, expected) => {
  expect(significance(a, b, n, m)).toBeCloseTo(expected, 1);
});

test("is never negative, and the same with the sides exchanged", () => {
  const side = fc.nat(1000).chain((count) => fc.tuple(fc.nat(count), fc.constant(count + 1)));
  fc.assert(
    fc.property(side, side, ([a, n], [b, m]) => {
      const value = significance(a, b, n, m);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(significance(b, a, m, n)).toBeCloseTo(value, 6);
    }),
  );
});
