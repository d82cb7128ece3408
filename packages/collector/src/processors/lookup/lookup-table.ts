// Rows of a file by their key: the same text, or the longest network that an address lies in.
import { lookupRowsMax } from "../../limits.js";
import { splitCsv } from "../../parsers/csv.js";
import { type IpAddress, parseIp, parseNetwork, prefixOf } from "./ip-address.js";

/** The columns of a row beside its key. */
export type LookupRow = Readonly<Record<string, string>>;

/** Finds rows. */
export interface LookupTable {
  readonly rows: number;
  find(key: string): LookupRow | undefined;
}

/** How a file becomes a table. */
export interface LookupOptions {
  format: "csv" | "json";
  /** Column of the key. */
  key: string;
  match: "exact" | "cidr";
}

type Pair = [key: string, row: LookupRow];

/** Makes a table. @throws Error when the text is not in the format, or has too many rows */
export function lookupTable(text: string, options: LookupOptions): LookupTable {
  const pairs = options.format === "csv" ? csvRows(text, options.key) : jsonRows(text, options.key);
  if (pairs.length > lookupRowsMax) throw new Error(`more than ${lookupRowsMax} rows`);
  return options.match === "cidr" ? networkTable(pairs) : exactTable(pairs);
}

function csvRows(text: string, key: string): Pair[] {
  const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const columns = splitCsv(head, ",") ?? [];
  const place = columns.indexOf(key);
  if (place === -1) throw new Error(`the first line has no column ${key}; it has ${columns.join(", ").slice(0, 200)}`);
  return lines.flatMap((line, index): Pair[] => {
    if (line === "") return [];
    const values = splitCsv(line, ",");
    if (values === undefined) throw new Error(`line ${index + 2} has a quote that does not end`);
    const row = columns.map((name, column): [string, string] => [name, values[column] ?? ""]);
    return [[values[place] ?? "", rowOf(row, key)]];
  });
}

function rowOf(columns: readonly (readonly [string, unknown])[], key: string): LookupRow {
  const texts = columns
    .filter(([name, value]) => name !== key && value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  return Object.fromEntries(texts) as LookupRow;
}

/** A list of objects with the key among their members, or an object from key to object or value. */
function jsonRows(text: string, key: string): Pair[] {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) throw new Error("expected a list of objects, or an object");
  if (!Array.isArray(parsed)) return Object.entries(parsed).map(([name, value]) => [name, memberRow(value, key)]);
  return parsed.map((item: unknown, index): Pair => {
    if (typeof item !== "object" || item === null) throw new Error(`item ${index} is no object`);
    const own = Object.entries(item).find(([name]) => name === key)?.[1] as unknown;
    if (own === undefined) throw new Error(`item ${index} has no member ${key}`);
    return [typeof own === "string" ? own : JSON.stringify(own), rowOf(Object.entries(item), key)];
  });
}

function memberRow(value: unknown, key: string): LookupRow {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return rowOf(isObject ? Object.entries(value) : [["value", value]], key);
}

function exactTable(pairs: readonly Pair[]): LookupTable {
  const rows = new Map(pairs);
  return { rows: rows.size, find: (key) => rows.get(key) };
}

function networkKey(width: number, length: number, bits: bigint): string {
  return `${width}/${length}/${bits}`;
}

function networkTable(pairs: readonly Pair[]): LookupTable {
  const rows = new Map<string, LookupRow>();
  const lengths = { 32: new Set<number>(), 128: new Set<number>() };
  for (const [key, row] of pairs) {
    const network = parseNetwork(key);
    if (network === undefined) throw new Error(`'${key.slice(0, 60)}' is no network such as 10.0.0.0/8`);
    lengths[network.width].add(network.length);
    rows.set(networkKey(network.width, network.length, network.bits), row);
  }
  const longestFirst = (width: 32 | 128): number[] => [...lengths[width]].toSorted((a, b) => b - a);
  const ordered = { 32: longestFirst(32), 128: longestFirst(128) };
  const find = (key: string): LookupRow | undefined => {
    const ip: IpAddress | undefined = parseIp(key);
    if (ip === undefined) return undefined;
    const length = ordered[ip.width].find((each) => rows.has(networkKey(ip.width, each, prefixOf(ip, each))));
    return length === undefined ? undefined : rows.get(networkKey(ip.width, length, prefixOf(ip, length)));
  };
  return { rows: rows.size, find };
}
