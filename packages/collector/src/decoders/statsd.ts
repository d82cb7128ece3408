// StatsD lines (github.com/statsd/statsd, and DogStatsD's tags): `name:value|type|@rate|#tag:value`.
import { statsdLineLengthMax, statsdLinesMax } from "../limits.js";

/** One measurement. */
export interface StatsdSample {
  name: string;
  type: "counter" | "gauge" | "timer" | "histogram" | "distribution" | "set";
  /** The number; of a set the member, as text. */
  value: number | string;
  /** A gauge's value with a sign changes the gauge instead of setting it. */
  relative: boolean;
  /** Share of the measurements that are sent, 0 to 1; a counter counts 1 / rate. */
  rate: number;
  tags: Record<string, string>;
}

/** What the lines of a packet say, and how many of them say nothing. */
export interface StatsdPacket {
  samples: StatsdSample[];
  /** Lines that are no measurement. */
  refused: number;
}

const types: Readonly<Record<string, StatsdSample["type"]>> = {
  c: "counter",
  m: "counter",
  g: "gauge",
  ms: "timer",
  h: "histogram",
  d: "distribution",
  s: "set",
};
const nameLengthMax = 256;
const number = /^[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,3})?$/;

function isNumber(text: string): boolean {
  return number.test(text) && Number.isFinite(Number(text));
}

function readTags(text: string): Record<string, string> {
  const tags: [string, string][] = [];
  for (const tag of text.split(",")) {
    const colon = tag.indexOf(":");
    if (tag !== "") tags.push(colon === -1 ? [tag, ""] : [tag.slice(0, colon), tag.slice(colon + 1)]);
  }
  return Object.fromEntries(tags);
}

function readRate(text: string): number {
  const rate = isNumber(text) ? Number(text) : Number.NaN;
  return rate > 0 && rate <= 1 ? rate : 1;
}

/** Rate and tags stand in any order behind the type. */
function readExtras(parts: readonly string[]): { rate: number; tags: Record<string, string> } {
  const extras = { rate: 1, tags: {} };
  for (const part of parts) {
    if (part.startsWith("@")) extras.rate = readRate(part.slice(1));
    else if (part.startsWith("#")) extras.tags = readTags(part.slice(1));
  }
  return extras;
}

/** The measurements of one line: several values may stand with colons between (DogStatsD 1.1). */
function readLine(line: string): StatsdSample[] {
  const [head = "", typeText = "", ...rest] = line.split("|");
  const colon = head.indexOf(":");
  const type = Object.hasOwn(types, typeText) ? types[typeText] : undefined;
  if (colon <= 0 || colon > nameLengthMax || type === undefined) return [];
  const values = head.slice(colon + 1).split(":");
  if (type !== "set" && !values.every(isNumber)) return [];
  const name = head.slice(0, colon);
  const { rate, tags } = readExtras(rest);
  return values.map((value) => ({
    name,
    type,
    value: type === "set" ? value : Number(value),
    relative: type === "gauge" && /^[+-]/.test(value),
    rate,
    tags,
  }));
}

/** Reads a packet. Never throws; lines that are no measurement, and those beyond the bound, are counted. */
export function parseStatsd(text: string, linesMax: number = statsdLinesMax): StatsdPacket {
  const lines = text.split("\n", linesMax + 1).filter((line) => line.trim() !== "");
  const packet: StatsdPacket = { samples: [], refused: Math.max(0, lines.length - linesMax) };
  for (const line of lines.slice(0, linesMax)) {
    const samples = line.length > statsdLineLengthMax ? [] : readLine(line.trim());
    if (samples.length === 0) packet.refused++;
    packet.samples.push(...samples);
  }
  return packet;
}
