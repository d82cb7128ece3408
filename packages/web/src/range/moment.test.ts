import { describe, expect, it } from "vitest";
import { axisTicks, formatAgo, formatMoment, formatShort, formatTick, isoToMs } from "./moment.js";

const at = Date.parse("2015-10-18T18:01:47.978Z");

describe("formatMoment", () => {
  it("writes UTC to the millisecond", () => expect(formatMoment(at, "utc")).toBe("2015-10-18 18:01:47.978"));
  it("writes the local clock", () => {
    const local = new Date(2015, 9, 18, 7, 5, 3, 9).getTime();
    expect(formatMoment(local, "local")).toBe("2015-10-18 07:05:03.009");
  });
});

describe("formatShort", () => {
  function check(iso: string, expected: string): void {
    it(`${iso} is ${expected}`, () => expect(formatShort(Date.parse(iso), "utc")).toBe(expected));
  }
  check("2015-10-18T00:00:00Z", "2015-10-18");
  check("2015-10-18T18:01:00Z", "2015-10-18 18:01");
  check("2015-10-18T18:01:47Z", "2015-10-18 18:01:47");
  check("2015-10-18T18:01:47.978Z", "2015-10-18 18:01:47.978");
});

describe("isoToMs", () => {
  it("cuts nanoseconds to milliseconds", () => expect(isoToMs("2015-10-18T18:01:47.978999999Z")).toBe(at));
  it("answers NaN for what is no time", () => expect(isoToMs("never")).toBeNaN());
});

describe("formatAgo", () => {
  function check(distanceMs: number, expected: string): void {
    it(`${distanceMs} ms is ${expected}`, () => expect(formatAgo(at, at + distanceMs)).toBe(expected));
  }
  check(0, "0 seconds ago");
  check(180_000, "3 minutes ago");
  check(-60_000, "in 1 minute");
  check(86_400_000 * 365.25 * 10, "10 years ago");
});

describe("axisTicks", () => {
  it("stands on round times inside the range", () => {
    const from = Date.parse("2026-01-01T10:07:00Z");
    const ticks = axisTicks(from, from + 3_600_000, 6, "utc").map((tick) => new Date(tick).toISOString().slice(11, 16));
    expect(ticks).toEqual(["10:10", "10:20", "10:30", "10:40", "10:50", "11:00"]);
  });
  it("counts months and years in the calendar", () => {
    const [from, to] = [Date.parse("2005-03-10T00:00:00Z"), Date.parse("2026-01-01T00:00:00Z")];
    const days = axisTicks(from, to, 12, "utc").map((tick) => new Date(tick).toISOString().slice(0, 10));
    expect(days).toEqual(Array.from({ length: 10 }, (_, index) => `${2006 + index * 2}-01-01`));
    const months = axisTicks(from, from + 86_400_000 * 200, 8, "utc").map((tick) =>
      new Date(tick).toISOString().slice(0, 10),
    );
    expect(months).toEqual(["2005-04-01", "2005-05-01", "2005-06-01", "2005-07-01", "2005-08-01", "2005-09-01"]);
  });
  it("stays within its number for ranges from milliseconds to decades", () => {
    for (let length = 10; length < 1e12; length *= 3) {
      const ticks = axisTicks(at, at + length, 8, "utc");
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
    }
  });
});

describe("formatTick", () => {
  function check(rangeMs: number, expected: string): void {
    it(`a range of ${rangeMs} ms shows ${expected}`, () => expect(formatTick(at, rangeMs, "utc")).toBe(expected));
  }
  check(1_000, "18:01:47.978");
  check(60_000, "18:01:47");
  check(3_600_000, "18:01");
  check(86_400_000 * 3, "10-18 18:01");
  check(86_400_000 * 30, "2015-10-18");
  check(86_400_000 * 1000, "2015-10");
});
