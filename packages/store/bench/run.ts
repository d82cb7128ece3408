// `npm run bench -w @cordwood/store`: ingest and query times of the store, beside VictoriaLogs where it is there.
// CORDWOOD_LOGHUB: the LogHub samples. CORDWOOD_BENCH_ROWS: records. CORDWOOD_VICTORIALOGS: its binary.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { measureCordwood } from "./cordwood.js";
import { generate } from "./generate.js";
import type { Outcome } from "./measure.js";
import { benchQueries } from "./queries.js";
import { readSamples, samplesDirectory } from "./samples.js";
import { measureVictoriaLogs } from "./victorialogs.js";

const rows = Number(process.env["CORDWOOD_BENCH_ROWS"] ?? 3_000_000);
const segmentBytes = Number(process.env["CORDWOOD_BENCH_SEGMENT_MB"] ?? 64) * 1024 * 1024;
const repeats = Number(process.env["CORDWOOD_BENCH_REPEATS"] ?? 7);
const binary = process.env["CORDWOOD_VICTORIALOGS"];

function figures(outcome: Outcome): [string, number][] {
  return [
    ["ingest rows/s", outcome.rowsPerSecond],
    ["ingest CPU s", outcome.cpuSeconds],
    ["ingest CPU s, merged", outcome.cpuSecondsSettled],
    ["disk MB", outcome.diskBytes / 1e6],
    ["peak memory MB, ingest", outcome.memoryBytes / 1e6],
    ...outcome.queries,
  ];
}

function format(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(value < 100 ? 1 : 0);
}

function print(ours: Outcome, theirs: Outcome | undefined): void {
  const other = new Map(theirs === undefined ? [] : figures(theirs));
  console.log(`${"".padEnd(26)}${"cordwood".padStart(12)}${"victorialogs".padStart(14)}${"ratio".padStart(8)}`);
  for (const [name, value] of figures(ours)) {
    const beside = other.get(name);
    const ratio = beside === undefined ? "" : (value / beside).toFixed(2);
    console.log(`${name.padEnd(26)}${format(value).padStart(12)}${format(beside).padStart(14)}${ratio.padStart(8)}`);
  }
  const ratios = [...ours.queries].flatMap(([name, ms]) => {
    const beside = theirs?.queries.get(name);
    return beside === undefined ? [] : [Math.log(ms / beside)];
  });
  if (ratios.length === 0) return;
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length);
  console.log(`geometric mean of the query ratios: ${mean.toFixed(3)}`);
}

async function main(): Promise<void> {
  const samples = samplesDirectory();
  if (samples === undefined) {
    console.log("skipped: the LogHub samples are not there; set CORDWOOD_LOGHUB to their directory");
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), "cordwood-bench-"));
  try {
    const data = generate(readSamples(samples), join(directory, "segments"), rows, segmentBytes);
    console.log(`${rows} records, ${(data.bytes / 1e6).toFixed(0)} MB in ${data.segments.length} segments`);
    const queries = benchQueries(data.needle);
    const ours = await measureCordwood(data, directory, queries, repeats);
    const theirs =
      binary === undefined ? undefined : await measureVictoriaLogs(binary, data, directory, queries, repeats);
    print(ours, theirs);
    if (binary === undefined) console.log("VictoriaLogs was not measured: CORDWOOD_VICTORIALOGS names no binary");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
