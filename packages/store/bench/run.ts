// `npm run bench -w @cordwood/store`: ingest and query times of the store, beside VictoriaLogs where it is there.
// CORDWOOD_LOGHUB: the LogHub samples. CORDWOOD_BENCH_ROWS: records; several sizes, parted by commas, are compared.
// CORDWOOD_VICTORIALOGS: its binary.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { measureCordwood } from "./cordwood.js";
import { generate } from "./generate.js";
import type { Outcome } from "./measure.js";
import { benchQueries } from "./queries.js";
import { printGrowth, printOutcome } from "./report.js";
import { readSamples, type Sample, samplesDirectory } from "./samples.js";
import { measureVictoriaLogs } from "./victorialogs.js";

const sizes = (process.env["CORDWOOD_BENCH_ROWS"] ?? "3000000").split(",").map(Number);
const segmentBytes = Number(process.env["CORDWOOD_BENCH_SEGMENT_MB"] ?? 64) * 1024 * 1024;
const repeats = Number(process.env["CORDWOOD_BENCH_REPEATS"] ?? 7);
const binary = process.env["CORDWOOD_VICTORIALOGS"];

async function measure(samples: Sample[], rows: number): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-bench-"));
  try {
    const data = generate(samples, join(directory, "segments"), rows, segmentBytes);
    console.log(`${rows} records, ${(data.bytes / 1e6).toFixed(0)} MB in ${data.segments.length} segments`);
    const queries = benchQueries(data.needle);
    const ours = await measureCordwood(data, directory, queries, repeats);
    const theirs =
      binary === undefined ? undefined : await measureVictoriaLogs(binary, data, directory, queries, repeats);
    printOutcome(ours, theirs);
    if (binary === undefined) console.log("VictoriaLogs was not measured: CORDWOOD_VICTORIALOGS names no binary");
    return ours;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const samples = samplesDirectory();
  if (samples === undefined) {
    console.log("skipped: the LogHub samples are not there; set CORDWOOD_LOGHUB to their directory");
    return;
  }
  const lines = readSamples(samples);
  let before: Outcome | undefined;
  for (const rows of sizes) {
    const outcome = await measure(lines, rows);
    if (before !== undefined) printGrowth(before, outcome);
    before = outcome;
  }
}

await main();
