// Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats, 0.0.4, and what OpenMetrics adds).
import { scrapeSamplesMax } from "../limits.js";

/** One sample of a scrape. */
export interface ExpositionSample {
  name: string;
  /** As `# TYPE` says; empty without it. */
  type: string;
  labels: Record<string, string>;
  value: number;
}

/** What an exposition says, and how many of its lines say nothing. */
export interface Exposition {
  samples: ExpositionSample[];
  refused: number;
}

const head = /^([A-Za-z_:][\w:]{0,255})\s*(\{)?/;
const label = /\s*([A-Za-z_]\w{0,127})\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;
const typeLine = /^#\s*TYPE\s+(\S{1,256})\s+(\w{1,32})/;
const values: Readonly<Record<string, number>> = {
  "+Inf": Infinity,
  "-Inf": -Infinity,
  Inf: Infinity,
  NaN: Number.NaN,
};
/** What counters, histograms and summaries put behind the name of their type. */
const suffix = /_(?:total|sum|count|bucket|created)$/;

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_whole, character: string) => (character === "n" ? "\n" : character));
}

function readLabels(line: string, at: number): { labels: Record<string, string>; end: number } | undefined {
  const labels: [string, string][] = [];
  label.lastIndex = at;
  let end = at;
  for (let found = label.exec(line); found !== null; found = label.exec(line)) {
    labels.push([found[1] ?? "", unescape(found[2] ?? "")]);
    end = label.lastIndex;
  }
  const close = /^\s*\}/.exec(line.slice(end));
  return close === null ? undefined : { labels: Object.fromEntries(labels), end: end + close[0].length };
}

function readSample(line: string, types: ReadonlyMap<string, string>): ExpositionSample | undefined {
  const found = head.exec(line);
  if (found?.[1] === undefined) return undefined;
  const [start, name, brace] = found;
  const read = brace === undefined ? { labels: {}, end: start.length } : readLabels(line, start.length);
  if (read === undefined) return undefined;
  const [text = ""] = line.slice(read.end).trim().split(/\s/, 1);
  const value = Object.hasOwn(values, text) ? values[text] : text === "" ? undefined : Number(text);
  if (value === undefined || (Number.isNaN(value) && text !== "NaN")) return undefined;
  const type = types.get(name) ?? types.get(name.replace(suffix, "")) ?? "";
  return { name, type, labels: read.labels, value };
}

/** Reads an exposition. Never throws; lines that are no sample, and those beyond the bound, are counted. */
export function parseExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const found: Exposition = { samples: [], refused: 0 };
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const type = line.startsWith("#") ? typeLine.exec(line) : null;
    if (type?.[1] !== undefined) types.set(type[1], type[2] ?? "");
    if (line === "" || line.startsWith("#")) continue;
    const sample = found.samples.length < scrapeSamplesMax ? readSample(line, types) : undefined;
    if (sample === undefined) found.refused++;
    else found.samples.push(sample);
  }
  return found;
}
