// The seeded data set: real messages with fresh numbers, spread over a day, with the attributes of a web service.

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

import type { Segment } from "@cordwood/store";

import { Random } from "./random.js";
import type { Sample } from "./samples.js";

/** First moment of the data, 2026-01-05T00:00:00Z, in milliseconds. */
export const startMs: number = Date.UTC(2026, 0, 5);
/** Length of the data in milliseconds. */
export const spanMs = 86_400_000;

const severities: Record<string, number> = { trace: 1, debug: 5, info: 9, warning: 13, error: 17, critical: 21 };
const paths = Array.from(
  { length: 40 },
  (_, index) => `/api/v1/${["users", "orders", "items", "carts"][index % 4]}/${index}`,
);
const methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
const statuses = ["200", "200", "200", "200", "200", "201", "204", "301", "400", "404", "500", "503"];
const regions = ["eu-1", "eu-2", "us-1", "us-2", "ap-1"];
const versions = ["1.0.3", "1.1.0", "1.2.1"];

/** A word that one record in about a hundred thousand has. */
export const rareWord = "quasar";

function vary(message: string, random: Random): string {
  if (random.next() < 0.3) return message;
  return message.replaceAll(/\d{2,}/g, (digits) => {
    let text = String(1 + random.below(9));
    while (text.length < digits.length) text += String(random.below(10));
    return text;
  });
}

function makeLine(sample: Sample, index: number, rows: number, random: Random): string {
  const ns = BigInt(startMs) * 1_000_000n + BigInt(Math.floor((index / rows) * spanMs * 1000)) * 1000n;
  const rare = random.next() < 0.000_01 ? ` ${rareWord}` : "";
  return `${JSON.stringify({
    time: ns.toString(),
    level: sample.level,
    severity: severities[sample.level] ?? 0,
    message: vary(sample.message, random) + rare,
    service: sample.system,
    host: `host-${random.below(20)}`,
    logger: sample.component.slice(0, 60),
    dataset: "diagnostic",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: {
      request_id: random.hex(16),
      status: random.pick(statuses),
      path: random.pick(paths),
      method: random.pick(methods),
      duration_ms: (random.next() ** 3 * 2000).toFixed(1),
      region: random.pick(regions),
      version: random.pick(versions),
      user_id: String(random.below(50_000)),
    },
  })}\n`;
}

/** What was written. */
export interface DataSet {
  segments: Segment[];
  bytes: number;
  /** A request_id from the middle. */
  needle: string;
}

/** Writes `rows` records as segments of about `segmentBytes` into a directory. */
export function generate(samples: Sample[], directory: string, rows: number, segmentBytes: number): DataSet {
  mkdirSync(directory, { recursive: true });
  const random = new Random(7);
  const segments: Segment[] = [];
  let needle = "";
  let bytes = 0;
  for (let index = 0; index < rows;) {
    const chunk = ((BigInt(startMs + spanMs) << 20n) + BigInt(segments.length)).toString();
    const path = join(directory, `${chunk}.ndjson`);
    const file = openSync(path, "w");
    let [size, records] = [0, 0];
    while (size < segmentBytes && index < rows) {
      const lines: string[] = [];
      for (let count = 0; count < 5000 && index < rows; count += 1, index += 1, records += 1) {
        lines.push(makeLine(random.pick(samples), index, rows, random));
      }
      if (needle === "" && index >= rows / 2) needle = /"request_id":"(\w+)"/.exec(lines[0] ?? "")?.[1] ?? "";
      size += writeSync(file, lines.join(""));
    }
    closeSync(file);
    bytes += size;
    segments.push({ path, chunk, records, bytes: size });
  }
  return { segments, bytes, needle };
}
