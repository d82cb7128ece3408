import { describe, expect, it } from "vitest";
import { patternsIn, recordsOf, showsPatterns } from "./patterns.js";

describe("patterns of a query", () => {
  function check(query: string, patterns: string): void {
    it(`of ${JSON.stringify(query)} are ${patterns}, and back`, () => {
      expect(showsPatterns(query)).toBe(false);
      expect(patternsIn(query)).toBe(patterns);
      expect(showsPatterns(patterns)).toBe(true);
      expect(recordsOf(patterns)).toBe(query);
    });
  }
  check("", "* | patterns");
  check("level:error", "level:error | patterns");
  check("a OR b", "a OR b | patterns");
});
