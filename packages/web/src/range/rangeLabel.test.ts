import { describe, expect, it } from "vitest";
import { rangeLabel } from "./rangeLabel.js";

describe("rangeLabel", () => {
  function check(from: string, to: string, expected: string): void {
    it(`${from} to ${to} is ${expected}`, () => expect(rangeLabel({ from, to }, "utc")).toBe(expected));
  }
  check("now-1h", "now", "Last hour");
  check("now-2h", "now-1h", "now-2h – now-1h");
  check("all", "now", "Everything");
  check("2026-01-01T10:00:00.000Z", "2026-01-01T11:30:05.250Z", "2026-01-01 10:00 – 11:30:05");
  check("2026-01-01T10:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-01-01 10:00 – 2026-01-02");
  check("2026-01-01T10:00:00Z", "now", "2026-01-01 10:00 – now");
});
