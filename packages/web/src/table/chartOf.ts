import type { TableResponse } from "@cordwood/server/api";
import { chartSeriesMax } from "../limits.js";
import { cellNumber, cellText, cellTime, columnKind } from "./cell.js";

/** One line of a chart. Points are in the order of time. */
export interface Series {
  name: string;
  points: { ms: number; value: number }[];
}

/** A table with a time column, as lines over time. */
export interface ChartData {
  series: Series[];
  /** Series left out because there are more than a person can tell apart. */
  omitted: number;
  /** All moments of the table, in order. */
  times: number[];
  fromMs: number;
  toMs: number;
  highest: number;
  lowest: number;
}

/**
 * Reads a table as a chart: its first time column is the axis, every number column a line, and text columns split
 * the lines. Null when there is no time column, no number, or only one moment.
 */
export function chartOf(table: TableResponse): ChartData | null {
  const kinds = table.columns.map((column) => columnKind(column.type));
  const time = kinds.indexOf("time");
  const numbers = kinds.flatMap((kind, index) => (kind === "number" ? [index] : []));
  const texts = kinds.flatMap((kind, index) => (kind === "text" ? [index] : []));
  if (time === -1 || numbers.length === 0) return null;
  const lines = new Map<string, Series["points"]>();
  for (const row of table.rows) {
    const ms = cellTime(row[time]);
    if (Number.isNaN(ms)) continue;
    const group = texts.map((index) => cellText(row[index]) || "–").join(" ");
    for (const index of numbers) {
      const value = cellNumber(row[index]);
      if (Number.isNaN(value)) continue;
      const name = seriesName(group, numbers.length > 1 || group === "" ? (table.columns[index]?.name ?? "") : "");
      const points = lines.get(name) ?? [];
      points.push({ ms, value });
      lines.set(name, points);
    }
  }
  return frame([...lines].map(([name, points]) => ({ name, points: points.toSorted((a, b) => a.ms - b.ms) })));
}

function seriesName(group: string, column: string): string {
  return [group, column].filter((part) => part !== "").join(" ");
}

function size(series: Series): number {
  return series.points.reduce((sum, point) => sum + Math.abs(point.value), 0);
}

function frame(all: Series[]): ChartData | null {
  const series = all.toSorted((left, right) => size(right) - size(left)).slice(0, chartSeriesMax);
  const points = series.flatMap((line) => line.points);
  const times = [...new Set(points.map((point) => point.ms))].toSorted((left, right) => left - right);
  const [fromMs, toMs] = [times[0], times.at(-1)];
  if (fromMs === undefined || toMs === undefined || fromMs === toMs) return null;
  return {
    series,
    omitted: all.length - series.length,
    times,
    fromMs,
    toMs,
    highest: points.reduce((most, point) => Math.max(most, point.value), 0),
    lowest: points.reduce((least, point) => Math.min(least, point.value), 0),
  };
}

/** Cuts a line where moments are missing from it that the table's other lines have: there it has no value. */
export function unbroken(series: Series, times: readonly number[]): Series["points"][] {
  const position = new Map(times.map((ms, index) => [ms, index]));
  const stretches: Series["points"][] = [];
  let last = -2;
  for (const point of series.points) {
    const at = position.get(point.ms) ?? -2;
    if (at === last + 1) stretches.at(-1)?.push(point);
    else stretches.push([point]);
    last = at;
  }
  return stretches;
}
