// Grouping accuracy of the message templates: the share of lines whose group is exactly the group of the ground truth.
// `tsc -b packages/store && tsc -p packages/store/bench && node packages/store/bench/dist/patterns.js [DIRECTORY]`;
// the directory holds NAME/NAME_2k.log_structured.csv for each system, by default that of CORDWOOD_LOGHUB.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mineTemplates, type Sample } from "@cordwood/store/query";
import { samplesDirectory } from "./samples.js";

interface Line {
  message: string;
  event: string;
}

function readLines(file: string): Line[] {
  const [header = [], ...rows] = parseCsv(readFileSync(file, "utf8"));
  const [message, event] = [header.indexOf("Content"), header.indexOf("EventId")];
  return rows
    .filter((row) => row.length === header.length)
    .map((row) => ({ message: row[message] ?? "", event: row[event] ?? "" }));
}

function parseCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The template of each line, by its number. */
function label(lines: readonly Line[]): { labels: number[]; templates: number } {
  const counts = new Map<string, number>();
  for (const { message } of lines) counts.set(message, (counts.get(message) ?? 0) + 1);
  const samples: Sample[] = [...counts].map(([message, count]) => ({ message, count }));
  const templates = mineTemplates(samples);
  const byMessage = new Map<string, number>();
  for (const [number, template] of templates.entries()) {
    for (const index of template.samples) byMessage.set(samples[index]?.message ?? "", number);
  }
  return { labels: lines.map(({ message }) => byMessage.get(message) ?? -1), templates: templates.length };
}

/** Share of lines whose group is exactly that of the truth. */
function accuracy(labels: readonly number[], truth: readonly string[]): number {
  const ours = new Map<number, number>();
  const theirs = new Map<string, number>();
  const both = new Map<string, number>();
  for (const [index, number] of labels.entries()) {
    const event = truth[index] ?? "";
    ours.set(number, (ours.get(number) ?? 0) + 1);
    theirs.set(event, (theirs.get(event) ?? 0) + 1);
    both.set(`${number} ${event}`, (both.get(`${number} ${event}`) ?? 0) + 1);
  }
  const right = labels.filter((number, index) => {
    const event = truth[index] ?? "";
    const shared = both.get(`${number} ${event}`);
    return shared === ours.get(number) && shared === theirs.get(event);
  });
  return right.length / labels.length;
}

function measure(directory: string, system: string): number {
  const lines = readLines(join(directory, system, `${system}_2k.log_structured.csv`));
  const startMs = performance.now();
  const { labels, templates } = label(lines);
  const elapsedMs = performance.now() - startMs;
  const truth = lines.map(({ event }) => event);
  const share = accuracy(labels, truth);
  const figures = [share.toFixed(4), templates, new Set(truth).size, elapsedMs.toFixed(0)];
  console.log([system.padEnd(12), ...figures.map((figure) => String(figure).padStart(9))].join(" "));
  return share;
}

const directory = process.argv[2] ?? samplesDirectory();
if (directory === undefined) {
  console.error("name the directory of the LogHub samples");
  process.exitCode = 2;
} else {
  const systems = readdirSync(directory).filter((name) =>
    existsSync(join(directory, name, `${name}_2k.log_structured.csv`)),
  );
  console.log("system        accuracy templates     truth        ms");
  const shares = systems.map((system) => measure(directory, system));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  console.log(`mean of ${systems.length}: ${mean.toFixed(4)}`);
}
