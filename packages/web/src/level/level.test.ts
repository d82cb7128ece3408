import { describe, expect, it } from "vitest";
import { countsByStep, type LevelStep, levelStep } from "./level.js";

describe("levelStep", () => {
  function check(level: string, severity: number, expected: LevelStep): void {
    it(`${level || "no level"} with severity ${severity} is ${expected}`, () => {
      expect(levelStep(level, severity)).toBe(expected);
    });
  }
  check("info", 9, "info");
  check("WARN", 13, "warning");
  check("fatal", 21, "critical");
  check("audit", 14, "warning");
  check("custom", 24, "critical");
  check("", 0, "other");
  check("constructor", 0, "other");
});

describe("countsByStep", () => {
  it("adds up names of the same step", () => {
    expect(countsByStep({ warn: 1, warning: 2, "": 4 })).toMatchObject({ warning: 3, other: 4, error: 0 });
  });
});
