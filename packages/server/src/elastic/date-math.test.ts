import { expect, test } from "vitest";
import { readDate } from "./date-math.js";

const nowMs = Date.UTC(2026, 0, 31, 12, 34, 56, 789);

test.each<[unknown, string, object?]>([
  ["now", "2026-01-31T12:34:56.789Z"],
  ["now-1d/d", "2026-01-30T00:00:00.000Z"],
  ["now/d", "2026-01-31T23:59:59.999Z", { up: true }],
  ["now-1M", "2025-12-31T12:34:56.789Z"],
  ["now+1M", "2026-02-28T12:34:56.789Z"],
  ["now/w", "2026-01-26T00:00:00.000Z"],
  ["now/y", "2026-12-31T23:59:59.999Z", { up: true }],
  ["now/d", "2026-01-30T23:00:00.000Z", { zone: "Europe/Berlin" }],
  ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ["2026-01-31", "2026-01-31T23:59:59.999Z", { up: true }],
  ["2026-01", "2026-01-31T23:59:59.999Z", { up: true }],
  ["2026", "2026-01-01T00:00:00.000Z"],
  ["2026-01-31T10:00", "2026-01-31T09:00:00.000Z", { zone: "+01:00" }],
  ["2026-01-31T10:00:00.5+02:00", "2026-01-31T08:00:00.500Z", { zone: "+01:00" }],
  ["2026-01-31||+1M/d", "2026-02-28T00:00:00.000Z"],
  ["2026-07-01T00:00", "2026-06-30T22:00:00.000Z", { zone: "Europe/Berlin" }],
  [1_769_860_800_000, "2026-01-31T12:00:00.000Z"],
  ["1769860800000", "2026-01-31T12:00:00.000Z"],
])("%j is %s (%j)", (value, expected, more = {}) => {
  expect(new Date(readDate(value, { nowMs, ...more })).toISOString()).toBe(expected);
});

test.each(["yesterday", "now-1x", "2026-01-31||", true])("refuses %j", (value) => {
  if (value === "2026-01-31||") expect(readDate(value, { nowMs })).toBe(Date.UTC(2026, 0, 31));
  else expect(() => readDate(value, { nowMs })).toThrow("failed to parse date field");
});
