// Rows for the intervals of a chart in which there was nothing.

import { bucketsMax, tableRowsMax } from "./limits.js";
import { otherSeries } from "./top-series.js";
import { formatTime, parseTime } from "./time.js";

/** What the rows of a chart are: the time, then keys, then aggregates. */
export interface ChartRows {
  /** Nanoseconds of one interval, and by how much the intervals are shifted from the epoch. */
  step: bigint;
  shift: bigint;
  /** Range of the query, as far as it has one. */
  from: bigint | undefined;
  to: bigint | undefined;
  /** Number of keys. */
  keys: number;
  /** What stands for each aggregate where there are no rows. */
  empties: readonly unknown[];
}

/**
 * The rows of a chart with those added that have no records: every interval of the range (of the rows, where the range
 * is open) has a row for every series. They stay as they are where that would be too many.
 */
export function fillGaps(rows: unknown[][], chart: ChartRows): unknown[][] {
  const times = intervals(rows, chart);
  const series = seriesOf(rows, chart.keys);
  if (times.length * series.length > tableRowsMax) return rows;
  const found = new Map(rows.map((row) => [keyOf(row, chart.keys + 1), row]));
  return times.flatMap((time) =>
    series.map((keys) => {
      const start: unknown[] = [time].concat(keys);
      return found.get(keyOf(start, start.length)) ?? start.concat(chart.empties);
    }),
  );
}

function keyOf(row: readonly unknown[], length: number): string {
  return JSON.stringify(row.slice(0, length));
}

/** The combinations of keys, in the order in which they come first; what adds up the others stands last. */
function seriesOf(rows: readonly unknown[][], keys: number): unknown[][] {
  if (keys === 0) return [[]];
  const found = new Map(rows.map((row) => [JSON.stringify(row.slice(1, keys + 1)), row.slice(1, keys + 1)]));
  const all = [...found.values()];
  const others = all.filter((each) => each.includes(otherSeries));
  return [...all.filter((each) => !each.includes(otherSeries)), ...others];
}

function intervals(rows: readonly unknown[][], { step, shift, from, to }: ChartRows): unknown[] {
  const floor = (time: bigint): bigint => {
    const rest = (time - shift) % step;
    return time - (rest < 0n ? rest + step : rest);
  };
  const [first, last] = [rows[0]?.[0], rows.at(-1)?.[0]].map((time) =>
    typeof time === "string" ? parseTime(time, 0n) : undefined,
  );
  const begin = from === undefined ? first : floor(from);
  const end = to === undefined ? last : floor(to - 1n);
  if (begin === undefined || end === undefined || end < begin || (end - begin) / step > BigInt(bucketsMax)) {
    return [...new Set(rows.map(([time]) => String(time)))];
  }
  return Array.from({ length: Number((end - begin) / step) + 1 }, (_, index) =>
    formatTime(begin + BigInt(index) * step),
  );
}
