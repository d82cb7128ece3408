// Reads the body of an ingest request in each of its formats.
import { isUtf8 } from "node:buffer";
import { decodeJournalExport } from "../decoders/index.js";
import { reasonOf } from "../errors.js";
import type { IngestFormat, IngestResult } from "../ingest.js";
import { lineBytesMax } from "../limits.js";
import { parseObject } from "../parsers/json.js";
import { logfmtParser } from "../parsers/logfmt.js";
import { ltsvParser } from "../parsers/ltsv.js";
import { normaliseObject } from "../parsers/normalise.js";
import type { LineParser } from "../parsers/parsed-line.js";
import { JsonTranscoder } from "../record/json/json-transcoder.js";
import { LineDecoder } from "../record/line-decoder.js";
import type { LineWriter } from "../record/line-writer.js";
import { nowNs, segmentLine, type RecordDefaults } from "../record/segment-line.js";
import type { Zone } from "../timestamps/zone.js";

type Rejected = IngestResult["rejected"];

/** Writes the records of a body and answers the lines that are none. */
export type BodyFormat = (bytes: Buffer, defaults: RecordDefaults, zone: Zone, writer: LineWriter) => Rejected;

const newline = 0x0a;
const space = 0x20;

function* linesOf(bytes: Buffer): Generator<{ number: number; line: Buffer }> {
  let start = 0;
  for (let number = 1; start < bytes.length; number += 1) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) yield { number, line: bytes.subarray(start, end) };
    start = end + 1;
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte <= space);
}

/** The format whose lines are each read by `parser`; `what` names it in reasons. */
function parsedLines(parser: LineParser, what: string): BodyFormat {
  return (bytes, defaults, zone, writer) => {
    const rejected: Rejected = [];
    const now = nowNs();
    for (const { number, line } of linesOf(bytes)) {
      if (isBlank(line)) continue;
      const reason = line.length > lineBytesMax ? `longer than ${lineBytesMax} bytes` : undefined;
      const text = reason === undefined ? line.toString("utf8").trimEnd() : "";
      const parsed = reason === undefined ? parser.parse(text, { now, zone }) : undefined;
      if (parsed === undefined) rejected.push({ line: number, reason: reason ?? `not ${what}` });
      else writer.writeLine(segmentLine(parsed, defaults, now));
    }
    return rejected;
  };
}

const ndjsonParser: LineParser = {
  name: "ndjson",
  parse(line, context) {
    const object = parseObject(line);
    return object === undefined ? undefined : normaliseObject(object, context, line);
  },
};

const generalNdjson = parsedLines(ndjsonParser, "a JSON object");

// Lines that are plain enough are copied, the others parsed.
function ndjson(bytes: Buffer, defaults: RecordDefaults, zone: Zone, writer: LineWriter): Rejected {
  if (!isUtf8(bytes)) return generalNdjson(bytes, defaults, zone, writer);
  const transcoder = new JsonTranscoder(defaults);
  const rejected: Rejected = [];
  const now = nowNs();
  for (const { number, line } of linesOf(bytes)) {
    const short = line.length <= lineBytesMax;
    if (short && transcoder.transcode(line, 0, line.length, writer, now)) continue;
    for (const { reason } of generalNdjson(line, defaults, zone, writer)) rejected.push({ line: number, reason });
  }
  return rejected;
}

function json(bytes: Buffer, defaults: RecordDefaults, zone: Zone, writer: LineWriter): Rejected {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch {
    return [{ line: 1, reason: "not JSON" }];
  }
  const rejected: Rejected = [];
  const now = nowNs();
  for (const [index, item] of (Array.isArray(body) ? (body as unknown[]) : [body]).entries()) {
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      rejected.push({ line: index + 1, reason: "not a JSON object" });
      continue;
    }
    const parsed = normaliseObject(item as Record<string, unknown>, { now, zone });
    writer.writeLine(segmentLine(parsed, defaults, now));
  }
  return rejected;
}

// A body that is damaged anywhere is refused as a whole: what follows the damage cannot be found again.
function journal(bytes: Buffer, defaults: RecordDefaults, zone: Zone, writer: LineWriter): Rejected {
  const now = nowNs();
  try {
    for (const entry of decodeJournalExport(bytes)) {
      writer.writeLine(segmentLine(normaliseObject(entry, { now, zone }), defaults, now));
    }
    return [];
  } catch (error) {
    return [{ line: 1, reason: reasonOf(error) }];
  }
}

function lines(bytes: Buffer, defaults: RecordDefaults, zone: Zone, writer: LineWriter): Rejected {
  const decoder = new LineDecoder({ defaults, zone });
  const used = decoder.decode(bytes, 0, writer);
  if (used < bytes.length) decoder.line(bytes.subarray(used), used, writer);
  decoder.flush(writer);
  return [];
}

/** How each format is read. In `json` the "line" of a rejection is the place in the array. */
export const bodyFormats: Readonly<Record<IngestFormat, BodyFormat>> = {
  ndjson,
  json,
  ltsv: parsedLines(ltsvParser, "LTSV"),
  logfmt: parsedLines(logfmtParser, "logfmt"),
  lines,
  journal,
};
