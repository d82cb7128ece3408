import { describe, expect, it } from "vitest";
import { historyCharsMax, historyMax } from "../limits.js";
import { parseHistory, remembered } from "./searchHistory.js";

describe("remembered", () => {
  it("puts the newest first, each once", () => {
    expect(remembered(["b", "a"], " a ")).toEqual(["a", "b"]);
  });

  it("keeps to its bounds", () => {
    const full = Array.from({ length: historyMax }, (_, index) => String(index));
    expect(remembered(full, "new")).toHaveLength(historyMax);
    expect(remembered(["a"], "x".repeat(historyCharsMax + 1))).toEqual(["a"]);
    expect(remembered(["a"], "  ")).toEqual(["a"]);
  });
});

describe("parseHistory", () => {
  function check(text: string | null, expected: string[]): void {
    it(`reads ${text}`, () => expect(parseHistory(text)).toEqual(expected));
  }
  check(null, []);
  check("[", []);
  check('{"a":1}', []);
  check('["a", 7, "b"]', ["a", "b"]);
});
