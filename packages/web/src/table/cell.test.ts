import { describe, expect, it } from "vitest";
import { cellTime, columnKind, type ColumnKind, compareCells, formatCell, timeDigits } from "./cell.js";

describe("columnKind", () => {
  function check(type: string, expected: ColumnKind): void {
    it(`${type} is ${expected}`, () => expect(columnKind(type)).toBe(expected));
  }
  check("UInt64", "number");
  check("Nullable(Float64)", "number");
  check("LowCardinality(Nullable(String))", "text");
  check("DateTime64(9, 'UTC')", "time");
  check("Map(String, UInt64)", "text");
});

describe("formatCell", () => {
  function check(value: unknown, kind: ColumnKind, expected: string): void {
    it(`${JSON.stringify(value)} as ${kind} is ${expected}`, () =>
      expect(formatCell(value, kind, "utc")).toBe(expected));
  }
  check(1234567, "number", "1,234,567");
  check("1234567", "number", "1,234,567");
  check("18446744073709551615", "number", "18446744073709551615");
  check(0.123456789, "number", "0.123457");
  check(null, "number", "");
  check("2026-01-01 10:00:00", "time", "2026-01-01 10:00:00.000");
  check("2026-01-01T10:00:05.123456789Z", "time", "2026-01-01 10:00:05.123");
  check({ a: 1 }, "text", '{"a":1}');
});

describe("timeDigits", () => {
  function check(values: unknown[], shown: string): void {
    it(`${JSON.stringify(values)} shows ${shown}`, () => {
      expect(formatCell(values[0], "time", "utc", timeDigits(values))).toBe(shown);
    });
  }
  check(["2026-01-01T10:00:00Z", "2026-01-01T10:05:00Z"], "2026-01-01 10:00");
  check(["2026-01-01T10:00:00Z", "2026-01-01T10:00:10Z"], "2026-01-01 10:00:00");
  check(["2026-01-01T10:00:00Z", "2026-01-01T10:00:00.5Z", null], "2026-01-01 10:00:00.000");
});

describe("cellTime", () => {
  it("takes a time without an offset as UTC", () => {
    expect(cellTime("2026-01-01 10:00:00")).toBe(Date.parse("2026-01-01T10:00:00Z"));
    expect(cellTime("2026-01-01")).toBe(Date.parse("2026-01-01T00:00:00Z"));
  });
});

describe("compareCells", () => {
  it("sorts numbers as numbers and keeps empty values last either way", () => {
    const values = ["10", null, "9"];
    expect(values.toSorted((left, right) => compareCells(left, right, "number", false))).toEqual(["9", "10", null]);
    expect(values.toSorted((left, right) => compareCells(left, right, "number", true))).toEqual(["10", "9", null]);
  });
});
