import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absoluteRange,
  formatSpan,
  presets,
  type Range,
  rangeAround,
  resolveRange,
  shiftRange,
  wholeRange,
  widenRange,
} from "./range.js";

const now = Date.parse("2026-03-01T12:00:00Z");
const ranges = fc
  .tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 1e11 }))
  .map(([fromMs, length]): Range => ({ fromMs, toMs: fromMs + length }));

describe("resolveRange", () => {
  function check(from: string, to: string, expected: Range | null): void {
    it(`${from} to ${to}`, () => expect(resolveRange({ from, to }, now, "utc")).toEqual(expected));
  }

  check("now-1h", "now", { fromMs: now - 3_600_000, toMs: now });
  check("2026-01-01", "2026-01-02", { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) });
  check("now", "now-1h", null);
  check("now", "now", null);
  check("nonsense", "now", null);
  check(wholeRange, "now", null);

  it("resolves every preset but everything", () => {
    for (const preset of presets) {
      expect(resolveRange(preset, now, "local") === null, preset.label).toBe(preset.from === wholeRange);
    }
  });

  it("reads back what absoluteRange writes", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        expect(resolveRange(absoluteRange(range), now, "local")).toEqual(range);
      }),
    );
  });
});

describe("shiftRange", () => {
  it("comes back after a step each way and keeps its length", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const there = shiftRange(range, -1);
        expect(there.toMs - there.fromMs).toBe(range.toMs - range.fromMs);
        expect(shiftRange(there, 1)).toEqual(range);
      }),
    );
  });
});

describe("widenRange", () => {
  it("holds the range it was made of", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const wide = widenRange(range);
        expect(wide.fromMs).toBeLessThan(range.fromMs);
        expect(wide.toMs).toBeGreaterThan(range.toMs);
      }),
    );
  });
});

describe("rangeAround", () => {
  it("holds both ends, also when they are one moment", () => {
    expect(rangeAround(5_000, 5_000)).toEqual({ fromMs: 4_000, toMs: 6_000 });
  });
});

describe("formatSpan", () => {
  function check(ms: number, expected: string): void {
    it(`${ms} is ${expected}`, () => expect(formatSpan(ms)).toBe(expected));
  }

  check(0, "0s");
  check(250, "250ms");
  check(45_000, "45s");
  check(90_000, "1m 30s");
  check(3_600_000, "1h");
  check(9_000_000, "2h 30m");
  check(86_400_000 + 60_000, "1d");
  check(86_400_000 * 7_996, "21y 331d");
});
