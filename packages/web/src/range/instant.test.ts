import { describe, expect, it } from "vitest";
import { parseInstant } from "./instant.js";

const now = Date.parse("2026-03-01T12:00:00Z");

describe("parseInstant", () => {
  function check(text: string, expected: string | null): void {
    it(`reads ${JSON.stringify(text)} as ${expected}`, () => {
      const value = parseInstant(text, now, "utc");
      expect(value === null ? null : new Date(value).toISOString()).toBe(expected);
    });
  }

  check("now", "2026-03-01T12:00:00.000Z");
  check("now-15m", "2026-03-01T11:45:00.000Z");
  check("now+1d", "2026-03-02T12:00:00.000Z");
  check("now-250ms", "2026-03-01T11:59:59.750Z");
  check("2015-10-18", "2015-10-18T00:00:00.000Z");
  check(" 2015-10-18 18:01 ", "2015-10-18T18:01:00.000Z");
  check("2015-10-18 18:01:47,978", "2015-10-18T18:01:47.978Z");
  check("2015-10-18T18:01:47.978123456Z", "2015-10-18T18:01:47.978Z");
  check("2015-10-18T18:01:47+02:00", "2015-10-18T16:01:47.000Z");
  check("1445191307", "2015-10-18T18:01:47.000Z");
  check("1445191307978", "2015-10-18T18:01:47.978Z");
  check("1445191307978000", "2015-10-18T18:01:47.978Z");
  check("1445191307978000000", "2015-10-18T18:01:47.978Z");
  check("now-15", null);
  check("now-1y", null);
  check("yesterday", null);
  check("2015-13-40", null);
  check("", null);
});
