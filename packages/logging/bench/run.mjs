// The table of `npm run bench -w @cordwood/logging`: every library in processes of its own, in turn, several times; the
// median of the rounds, and the ratio to pino. `--quick` makes one round with /dev/null only.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { arch, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LIBRARIES } from "./libraries.mjs";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 1 : 3;
const LIMIT = 0.75;
const script = fileURLToPath(new URL("measure.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "cordwood-bench-"));

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

function measure(library, path) {
  const file = path === "file" ? join(directory, `${library.replace(" ", "-")}.log`) : path;
  const output = execFileSync(process.execPath, [script, library, file], { encoding: "utf8" });
  rmSync(join(directory, `${library.replace(" ", "-")}.log`), { force: true });
  return JSON.parse(output.trim().split("\n").at(-1));
}

function rounds(path) {
  const runs = Object.fromEntries(Object.keys(LIBRARIES).map((library) => [library, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const library of Object.keys(LIBRARIES)) runs[library].push(measure(library, path));
  }
  return runs;
}

function cell(microseconds, name) {
  return name === "disabled" ? `${(microseconds * 1000).toFixed(1)} ns` : microseconds.toFixed(2);
}

function print(path, runs) {
  const libraries = Object.keys(runs);
  const cases = Object.keys(runs.pino[0].result);
  const value = (library, name) => median(runs[library].map((run) => run.result[name]));
  const rows = cases.map((name) => [
    name,
    ...libraries.map((library) => cell(value(library, name), name)),
    (value("cordwood", name) / value("pino", name)).toFixed(2),
  ]);
  const memory = libraries.map((library) => `${median(runs[library].map((run) => run.memoryMB)).toFixed(0)} MB`);
  const header = [`µs per call, ${path}`, ...libraries, "cordwood / pino"];
  const table = [header, ...rows, ["peak memory", ...memory, ""]];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))).join(" | ")} |`;
  console.log(
    [line(header), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...table.slice(1).map(line)].join(
      "\n",
    ),
  );
  const above = cases.filter((name) => name !== "disabled" && value("cordwood", name) > LIMIT * value("pino", name));
  console.log(
    above.length === 0
      ? `every case at most ${LIMIT} of pino's time\n`
      : `above ${LIMIT} of pino's time: ${above.join(", ")}\n`,
  );
}

try {
  console.log(
    `Node ${process.version}, ${arch()}, ${cpus()[0]?.model ?? "unknown processor"}, ${ROUNDS} rounds, median\n`,
  );
  for (const path of quick ? ["/dev/null"] : ["/dev/null", "file"]) print(path, rounds(path));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
