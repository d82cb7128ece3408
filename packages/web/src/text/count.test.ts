import { describe, expect, it } from "vitest";
import { formatCompact, formatCount, formatShare } from "./count.js";

describe("formatShare", () => {
  function check(share: number, expected: string): void {
    it(`${share} is ${expected}`, () => expect(formatShare(share)).toBe(expected));
  }
  check(0, "0%");
  check(0.0001, "<1%");
  check(0.42, "42%");
  check(0.999, ">99%");
  check(1, "100%");
});

describe("formatCount", () => {
  it("groups thousands", () => expect(formatCount(1_234_567)).toBe("1,234,567"));
});

describe("formatCompact", () => {
  it("shortens", () => expect(formatCompact(12_345)).toBe("12.3K"));
});
