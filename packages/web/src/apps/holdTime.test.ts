import { describe, expect, it } from "vitest";
import { formatLeft } from "./holdTime.js";

describe("formatLeft", () => {
  function check(leftMs: number, expected: string): void {
    it(`says ${expected} for ${leftMs} ms`, () => {
      expect(formatLeft(1_000_000 + leftMs, 1_000_000)).toBe(expected);
    });
  }

  check(900_000, "15 min 00 s");
  check(845_001, "14 min 06 s");
  check(9_000, "9 s");
  check(1, "1 s");
  check(0, "0 s");
  check(-5_000, "0 s");
  check(3_600_000, "1 h 00 min");
  check(11_100_000, "3 h 05 min");
});
