import { describe, expect, it } from "vitest";
import { chartSeriesMax } from "../limits.js";
import { chartOf, unbroken } from "./chartOf.js";

const stats = { rows_read: 0, bytes_read: 0, elapsed_ms: 0 };

function chart(columns: [string, string][], rows: unknown[][]): ReturnType<typeof chartOf> {
  return chartOf({ columns: columns.map(([name, type]) => ({ name, type })), rows, stats });
}

describe("chartOf", () => {
  it("makes a line of each number column", () => {
    const data = chart(
      [
        ["time", "DateTime64(9, 'UTC')"],
        ["n", "UInt64"],
        ["p95", "Float64"],
      ],
      [
        ["2026-01-01 10:01:00", "3", 0.5],
        ["2026-01-01 10:00:00", "7", null],
      ],
    );
    expect(data?.series.map((line) => [line.name, line.points.map((point) => point.value)])).toEqual([
      ["n", [7, 3]],
      ["p95", [0.5]],
    ]);
    expect(data).toMatchObject({ highest: 7, lowest: 0, omitted: 0 });
  });

  it("splits lines by text columns and keeps the largest", () => {
    const rows = Array.from({ length: chartSeriesMax + 3 }, (_, index) => [
      ["2026-01-01T10:00:00Z", `host${index}`, index],
      ["2026-01-01T10:01:00Z", `host${index}`, index],
    ]).flat();
    const data = chart(
      [
        ["time", "DateTime"],
        ["host", "String"],
        ["n", "UInt64"],
      ],
      rows,
    );
    expect(data?.series).toHaveLength(chartSeriesMax);
    expect(data?.series[0]?.name).toBe(`host${chartSeriesMax + 2}`);
    expect(data?.omitted).toBe(3);
  });

  it("breaks a line where it has no value", () => {
    const [one, two, three] = [1, 2, 4].map((ms) => ({ ms, value: ms }));
    const series = { name: "", points: [one!, two!, three!] };
    expect(unbroken(series, [1, 2, 3, 4])).toEqual([[one, two], [three]]);
    expect(unbroken(series, [1, 2, 4])).toEqual([[one, two, three]]);
  });

  it("is nothing without a time column, a number, or a second moment", () => {
    expect(chart([["n", "UInt64"]], [[1]])).toBeNull();
    expect(chart([["time", "DateTime"]], [["2026-01-01"]])).toBeNull();
    const one: [string, string][] = [
      ["time", "DateTime"],
      ["n", "UInt64"],
    ];
    expect(chart(one, [["2026-01-01 00:00:00", 1]])).toBeNull();
  });
});
