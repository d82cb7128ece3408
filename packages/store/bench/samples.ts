// Lines of real systems: the LogHub samples with their parsed columns.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** One line of a system. */
export interface Sample {
  system: string;
  level: string;
  component: string;
  message: string;
}

const levels: Record<string, string> = {
  i: "info",
  d: "debug",
  v: "trace",
  w: "warning",
  e: "error",
  f: "critical",
  notice: "info",
  warn: "warning",
  severe: "error",
  failure: "error",
  fatal: "critical",
};
const known = new Set(["trace", "debug", "info", "warning", "error", "critical"]);

/** Where the samples are: CORDWOOD_LOGHUB, or beside the repository. */
export function samplesDirectory(): string | undefined {
  const directory = resolve(
    process.env["CORDWOOD_LOGHUB"] ?? join(import.meta.dirname, "../../../../../shared/data/loghub"),
  );
  return existsSync(directory) ? directory : undefined;
}

/** Reads the structured samples of every system in the directory. */
export function readSamples(directory: string): Sample[] {
  const systems = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return systems.flatMap(({ name }) => {
    const text = readFileSync(join(directory, name, `${name}_2k.log_structured.csv`), "utf8");
    const [header = [], ...rows] = parseCsv(text);
    return rows.filter((row) => row.length === header.length).map((row) => toSample(name, header, row));
  });
}

function toSample(system: string, header: string[], row: string[]): Sample {
  const column = (name: string): string => row[header.indexOf(name)] ?? "";
  const level = column("Level").toLowerCase();
  const mapped = levels[level] ?? level;
  return {
    system: system.toLowerCase(),
    level: known.has(mapped) ? mapped : "info",
    component: column("Component"),
    message: column("Content"),
  };
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
