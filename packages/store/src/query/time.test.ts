import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, formatTime, parseDuration, parseTime, parseTimeSpan } from "./time.js";

const now = 1_767_268_800_000_000_000n; // 2026-01-01T12:00:00Z, a Thursday

const check = (text: string, expected: string | undefined): void => {
  const time = parseTime(text, now);
  expect(time === undefined ? undefined : formatTime(time), text).toBe(expected);
};

test("ISO 8601 is read, in UTC where no offset stands", () => {
  check("2026-01-02", "2026-01-02T00:00:00.000000000Z");
  check("2026-02", "2026-02-01T00:00:00.000000000Z");
  check("2026-01-02T10:05", "2026-01-02T10:05:00.000000000Z");
  check("2026-01-02 10:05:06.789", "2026-01-02T10:05:06.789000000Z");
  check("2026-01-02T10:05:06.123456789+02:00", "2026-01-02T08:05:06.123456789Z");
  check("2026-01-02T10:05:06-0130", "2026-01-02T11:35:06.000000000Z");
  check("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000000Z");
});

test("an epoch is read by its size", () => {
  check("1767225600", "2026-01-01T00:00:00.000000000Z");
  check("1767225600.5", "2026-01-01T00:00:00.500000000Z");
  check("1767225600123", "2026-01-01T00:00:00.123000000Z");
  check("1767225600123456", "2026-01-01T00:00:00.123456000Z");
  check("1767225600123456789", "2026-01-01T00:00:00.123456789Z");
  check("0", "1970-01-01T00:00:00.000000000Z");
  check("-1", "1969-12-31T23:59:59.000000000Z");
});

test("times relative to now are read", () => {
  check("now", "2026-01-01T12:00:00.000000000Z");
  check("now-15m", "2026-01-01T11:45:00.000000000Z");
  check("now+1h30m", "2026-01-01T13:30:00.000000000Z");
  check("now - 1.5h", "2026-01-01T10:30:00.000000000Z");
  check("now/d", "2026-01-01T00:00:00.000000000Z");
  check("now-1d/h", "2025-12-31T12:00:00.000000000Z");
  check("now/w", "2025-12-29T00:00:00.000000000Z");
});

test("what is no time, or one that cannot be stored, is refused", () => {
  for (const text of [
    "",
    "x",
    "2026-13-01",
    "2026-02-30",
    "2026-01-01T25:00",
    "now-",
    "now-5x",
    "1800-01-01",
    "2500-01-01",
  ]) {
    check(text, undefined);
  }
  check("9".repeat(19), undefined);
  check("9".repeat(100), undefined);
});

test("a written time covers its day, minute or second", () => {
  const length = (text: string): bigint => {
    const span = parseTimeSpan(text, now);
    return span === undefined ? -1n : span.to - span.from;
  };
  expect(length("2026-02")).toBe(28n * 86_400_000_000_000n);
  expect(length("2026-01-02")).toBe(86_400_000_000_000n);
  expect(length("2026-01-02T10:05")).toBe(60_000_000_000n);
  expect(length("2026-01-02T10:05:06")).toBe(1_000_000_000n);
  expect(length("2026-01-02T10:05:06.78")).toBe(10_000_000n);
  expect(length("now")).toBe(1n);
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(fc.bigInt(-2_000_000_000_000_000_000n, 9_000_000_000_000_000_000n), (time) => {
      expect(parseTime(formatTime(time), now)).toBe(time);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(0n, 9_000_000_000_000_000_000n), (duration) => {
      expect(parseDuration(formatDuration(duration))).toBe(duration);
    }),
  );
});

test("what is no duration is refused", () => {
  for (const text of ["", "5", "m", "5 m", "-5m", "1e3s", "999999999999w", "1m".repeat(40)]) {
    expect(parseDuration(text), text).toBeUndefined();
  }
});
