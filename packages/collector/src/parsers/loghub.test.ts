// Every line of the ten loghub samples against what their *_structured.csv says of it. The samples are not part of
// the repository: CORDWOOD_LOGHUB names their folder; without them the test is skipped.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LineGrouper } from "../multiline/line-grouper.js";
import { utc } from "../timestamps/zone.js";
import { createAutoParser } from "./auto.js";
import { levelOfText } from "./level.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.env["CORDWOOD_LOGHUB"] ?? resolve(here, "../../../../../shared/data/loghub");
const context: ParseContext = { now: BigInt(Date.parse("2026-11-21T02:00:00Z")) * 1_000_000n, zone: utc };

type Row = Record<string, string>;

/** Splits one CSV line; the samples have no field with a newline. */
function splitCsv(line: string): string[] {
  const fields: string[] = [];
  for (const found of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
  }
  return fields;
}

function readRows(system: string): Row[] {
  const text = readFileSync(join(folder, system, `${system}_2k.log_structured.csv`), "utf8");
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const names = splitCsv(head);
  return lines.map((line) => {
    const values = splitCsv(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  });
}

function readLines(system: string): string[] {
  const text = readFileSync(join(folder, system, `${system}_2k.log`), "utf8");
  return text.split(/\r*\n/).filter((line) => line !== "");
}

function isoTime(text: string): bigint {
  const [seconds = "", fraction = ""] = text.split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

const monthNames = "JanFebMarAprMayJunJulAugSepOctNovDec";

function monthNumber(name: string | undefined): string {
  return String(monthNames.indexOf(name ?? "") / 3 + 1).padStart(2, "0");
}

/** The latest year in which the day is not after tomorrow, as seen from the context's now. */
function yearless(month: string, day: string, time: string): bigint {
  const stamp = `${month}-${day.padStart(2, "0")}T${time}`;
  const thisYear = isoTime(`2026-${stamp}`);
  return thisYear > context.now + 86_400_000_000_000n ? isoTime(`2025-${stamp}`) : thisYear;
}

function field(row: Row, name: string): string {
  return row[name] ?? "";
}

function compactDate(row: Row): string {
  const date = field(row, "Date");
  const time = field(row, "Time");
  const day = `20${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4, 6)}`;
  return `${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`;
}

/** What a system's columns say about a line, in the parser's terms. */
interface Expected {
  time: bigint;
  level?: string;
  logger?: string;
  pid?: string;
  thread?: string;
  host?: string;
}

const systems: Record<string, (row: Row) => Expected> = {
  Android: (row) => ({
    time: yearless(...(field(row, "Date").split("-") as [string, string]), field(row, "Time")),
    level: field(row, "Level"),
    logger: field(row, "Component"),
    pid: field(row, "Pid"),
    thread: field(row, "Tid"),
  }),
  Apache: (row) => {
    const [, month, day, time, year] = field(row, "Time").split(" ");
    return { time: isoTime(`${year}-${monthNumber(month)}-${day}T${time}`), level: field(row, "Level") };
  },
  BGL: (row) => ({
    time: BigInt(field(row, "Timestamp")) * 1_000_000_000n + BigInt(field(row, "Time").slice(20).padEnd(9, "0")),
    level: field(row, "Level"),
    logger: field(row, "Component"),
    host: field(row, "Node"),
  }),
  HDFS: (row) => ({
    time: isoTime(compactDate(row)),
    level: field(row, "Level"),
    logger: field(row, "Component"),
    pid: field(row, "Pid"),
  }),
  Hadoop: (row) => ({
    time: isoTime(`${field(row, "Date")}T${field(row, "Time").replace(",", ".")}`),
    level: field(row, "Level"),
    logger: field(row, "Component"),
  }),
  Linux: (row) => ({
    time: yearless(monthNumber(row["Month"]), field(row, "Date"), field(row, "Time")),
    host: field(row, "Level"),
    logger: field(row, "Component"),
    pid: field(row, "PID"),
  }),
  Mac: (row) => ({
    time: yearless(monthNumber(row["Month"]), field(row, "Date"), field(row, "Time")),
    host: field(row, "User"),
    logger: field(row, "Component"),
    pid: field(row, "PID"),
  }),
  OpenSSH: (row) => ({
    time: yearless(monthNumber(row["Date"]), field(row, "Day"), field(row, "Time")),
    host: field(row, "Component"),
    logger: "sshd",
    pid: field(row, "Pid"),
  }),
  Spark: (row) => ({
    time: isoTime(`20${field(row, "Date").replaceAll("/", "-")}T${field(row, "Time")}`),
    level: field(row, "Level"),
    logger: field(row, "Component"),
  }),
  Windows: (row) => ({
    time: isoTime(`${field(row, "Date")}T${field(row, "Time")}`),
    level: field(row, "Level"),
    logger: field(row, "Component"),
  }),
};

function inTermsOf(expected: Expected, parsed: ParsedLine): Record<string, unknown> {
  return {
    time: parsed.time,
    level: parsed.level,
    logger: parsed.logger,
    message: parsed.message,
    parseError: parsed.parseError,
    ...(expected.pid === undefined ? {} : { pid: parsed.attributes?.["process.pid"] ?? "" }),
    ...(expected.thread === undefined ? {} : { thread: parsed.attributes?.["thread.id"] }),
    ...(expected.host === undefined ? {} : { host: parsed.host }),
  };
}

/** What the grouper makes of the lines: no line of these samples goes on with the one before it. */
function records(lines: readonly string[]): string[] {
  const grouper = new LineGrouper();
  const finished = [...lines.map((line) => grouper.push(line)), grouper.flush()];
  return finished.filter((record) => record !== undefined).map((record) => record.trimEnd());
}

describe.skipIf(!existsSync(folder))("every line gets the time, level and component of the labelled sample", () => {
  it.each(Object.keys(systems))("%s", (system) => {
    const rows = readRows(system);
    const parser = createAutoParser();
    const lines = readLines(system);
    expect(lines.length).toBe(2000);
    expect(rows.length).toBe(lines.length);
    expect(records(lines)).toEqual(lines.map((line) => line.trimEnd()));
    const wrong: unknown[] = [];
    for (const [index, line] of lines.entries()) {
      const row = rows[index] ?? {};
      const expected = systems[system]?.(row) ?? { time: 0n };
      const { level, ...others } = expected;
      const wanted = {
        level: level === undefined ? undefined : levelOfText(level)?.level,
        logger: undefined,
        message: field(row, "Content").trim(),
        parseError: undefined,
        ...others,
      };
      const got = inTermsOf(expected, parser.parse(line, context));
      const same = Object.entries(wanted).every(([name, value]) => got[name] === value);
      if (!same) wrong.push({ line, wanted, got });
    }
    expect({ count: wrong.length, first: wrong.slice(0, 4) }).toEqual({ count: 0, first: [] });
  });
});

it.skipIf(existsSync(folder))(`is skipped: no samples in ${folder}; set CORDWOOD_LOGHUB`, () => {
  expect(existsSync(folder)).toBe(false);
});
