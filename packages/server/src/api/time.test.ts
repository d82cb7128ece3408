import { assert, date, property } from "fast-check";
import { expect, test } from "vitest";
import { parseTime, TimeSyntaxError } from "./time.js";

const now = 1_769_860_800_000_000_000n;

function check(text: string, expected: bigint): void {
  expect(parseTime(text, now), text).toBe(expected);
}

test("reads ISO 8601 with and without clock, fraction and zone", () => {
  check("2026-01-31", now - 12n * 3_600_000_000_000n);
  check("2026-01-31T12:00", now);
  check("2026-01-31 12:00:00", now);
  check("2026-01-31T12:00:00Z", now);
  check("2026-01-31T13:00:00+01:00", now);
  check("2026-01-31T13:00:00+0100", now);
  check("2026-01-31T12:00:00.123456789Z", now + 123_456_789n);
  check("2026-01-31T12:00:00,5Z", now + 500_000_000n);
});

test("tells the unit of an epoch by its size", () => {
  check("1769860800", now);
  check("1769860800.25", now + 250_000_000n);
  check("1769860800000", now);
  check("1769860800000000", now);
  check("1769860800000000001", now + 1n);
  check("0", 0n);
});

test("reads relative times", () => {
  check("now", now);
  check("now-15m", now - 900_000_000_000n);
  check("now+1h", now + 3_600_000_000_000n);
  check("now-250ms", now - 250_000_000n);
  check("now-2w", now - 1_209_600_000_000_000n);
});

test("refuses everything else", () => {
  for (const text of ["", "yesterday", "now-", "now-5", "now-5y", "2026-13-01", "2026-01-31T25:00", "1e9", "--1"]) {
    expect(() => parseTime(text, now), text).toThrow(TimeSyntaxError);
  }
});

test("reads back what Date prints", () => {
  assert(
    property(date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), (instant) => {
      expect(parseTime(instant.toISOString())).toBe(BigInt(instant.getTime()) * 1_000_000n);
    }),
  );
});
