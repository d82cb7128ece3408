// The tables that a run prints.

import type { Outcome } from "./measure.js";

/** Columns and indexes that are printed: the others are small. */
const storedShown = 12;

function figures(outcome: Outcome): [string, number][] {
  return [
    ["ingest rows/s", outcome.rowsPerSecond],
    ["ingest CPU s", outcome.cpuSeconds],
    ["ingest CPU s, merged", outcome.cpuSecondsSettled],
    ["disk MB", outcome.diskBytes / 1e6],
    ["disk bytes per raw KB", (outcome.diskBytes / outcome.rawBytes) * 1000],
    ["peak memory MB, ingest", outcome.memoryBytes / 1e6],
    ["peak memory MB, all", outcome.memoryBytesQueries / 1e6],
    ...outcome.queries,
  ];
}

function format(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(value < 100 ? 1 : 0);
}

function line(name: string, left: string, right: string, ratio: string): string {
  return `${name.padEnd(26)}${left.padStart(14)}${right.padStart(14)}${ratio.padStart(8)}`;
}

function table(left: Outcome, right: Outcome | undefined, ratioOf: (left: number, right: number) => number): void {
  const other = new Map(right === undefined ? [] : figures(right));
  for (const [name, value] of figures(left)) {
    const beside = other.get(name);
    const ratio = beside === undefined ? "" : ratioOf(value, beside).toFixed(2);
    console.log(line(name, format(value), format(beside), ratio));
  }
}

/** Ours beside theirs: ratios below 1 are ours that are less. */
export function printOutcome(ours: Outcome, theirs: Outcome | undefined): void {
  console.log(line("", "cordwood", "victorialogs", "ratio"));
  table(ours, theirs, (left, right) => left / right);
  const ratios = [...ours.queries].flatMap(([name, ms]) => {
    const beside = theirs?.queries.get(name);
    return beside === undefined ? [] : [Math.log(ms / beside)];
  });
  if (ratios.length > 0) {
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length);
    console.log(`geometric mean of the query ratios: ${mean.toFixed(3)}`);
  }
  const shown = ours.stored.slice(0, storedShown).map(({ name, bytes }) => `${name} ${format(bytes / 1e6)}`);
  console.log(`MB on disk: ${shown.join(", ")}`);
}

/** The same at two sizes: each ratio is how many times the larger one costs; the first is that of the records. */
export function printGrowth(small: Outcome, large: Outcome): void {
  console.log(line("", `${small.rows} rows`, `${large.rows} rows`, "growth"));
  console.log(line("records", "", "", (large.rows / small.rows).toFixed(2)));
  table(small, large, (left, right) => right / left);
}
