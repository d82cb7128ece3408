import { expect, test } from "vitest";
import { describeLift } from "./describeLift.js";

test.each([
  [0.5, 0, null, "new", true],
  [0, 0.5, 0, "gone", false],
  [0.5, 0.1, 5, "×5.0", true],
  [0.9, 0.01, 90, "×90", true],
  [0.1, 0.25, 0.4, "÷2.5", false],
])("%d after %d is %s", (here, there, lift, text, more) => {
  const side = (share: number): { count: number; share: number } => ({ count: 1, share });
  expect(describeLift({ selection: side(here), baseline: side(there), lift })).toEqual({ text, more });
});
