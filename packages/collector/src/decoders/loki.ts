// Loki's push API: `POST /loki/api/v1/push` with protobuf in Snappy, or JSON (grafana.com/docs/loki, HTTP API).
import { decompressedBytesMax } from "../limits.js";
import { decodeError } from "./decode-error.js";
import { elementsOf, membersOf, parseJsonBody, textOf } from "./json-body.js";
import { setMember } from "./msgpack.js";
import { ProtobufReader } from "./protobuf.js";
import { decodeSnappy } from "./snappy.js";

/** Labels that Loki's agents use for the record's own fields. */
const labelNames: Readonly<Record<string, string>> = {
  detected_level: "level",
  hostname: "host",
  node: "host",
  instance: "host",
};

/** Labels that name the service; without any of them `job` does. */
const serviceLabels = ["service_name", "service", "app"];

type LokiRecord = Record<string, unknown>;

/** A record of one line: labels first, so that the line's own metadata win. */
function makeRecord(
  labels: Readonly<LokiRecord>,
  metadata: Readonly<LokiRecord>,
  time: string,
  line: string,
): LokiRecord {
  const record: LokiRecord = {};
  for (const [name, value] of [...Object.entries(labels), ...Object.entries(metadata)]) {
    const known = Object.hasOwn(labelNames, name) ? (labelNames[name] ?? name) : name;
    setMember(record, known !== name && Object.hasOwn(labels, known) ? name : known, value);
  }
  if (labels["job"] !== undefined && !serviceLabels.some((name) => Object.hasOwn(record, name))) {
    record["service"] = labels["job"];
  }
  record["time_unix_nano"] = time;
  record["message"] = line;
  return record;
}

/**
 * Reads Loki's label text `{a="b", c="d"}`.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function parseLabels(text: string): LokiRecord {
  const labels: LokiRecord = {};
  const inner = text.trim();
  if (!inner.startsWith("{") || !inner.endsWith("}"))
    throw decodeError("Loki labels", 0, `'${text.slice(0, 80)}' is not in braces`);
  const pair = /\s*([A-Za-z_][\w.:-]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
  let at = 1;
  const body = inner.slice(0, -1);
  while (body.slice(at).trim() !== "") {
    pair.lastIndex = at;
    const found = pair.exec(body);
    if (found?.[1] === undefined) throw decodeError("Loki labels", at, `no label="value" in '${text.slice(0, 80)}'`);
    setMember(labels, found[1], unescapeLabel(found[2] ?? ""));
    at = pair.lastIndex;
  }
  return labels;
}

function unescapeLabel(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\(.)/gs, (_whole, character: string) =>
    character === "n" ? "\n" : character === "t" ? "\t" : character,
  );
}

/**
 * Decodes a JSON push: streams of labels and `[time in nanoseconds, line, metadata]`.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function decodeLokiJson(body: Uint8Array): LokiRecord[] {
  const records: LokiRecord[] = [];
  for (const stream of elementsOf(parseJsonBody("Loki", body)["streams"])) {
    const { stream: labels, values } = membersOf(stream);
    for (const value of elementsOf(values)) {
      const [time, line, metadata] = elementsOf(value);
      if (typeof line !== "string") throw decodeError("Loki", 0, "a value is not [time, line]");
      records.push(makeRecord(membersOf(labels), membersOf(metadata), textOf(time), line));
    }
  }
  return records;
}

/** Timestamp { seconds = 1, nanos = 2 }. */
function readTime(reader: ProtobufReader): string {
  let seconds = 0n;
  let nanos = 0n;
  while (reader.next()) {
    if (reader.is(1, 0)) seconds = reader.int64();
    else if (reader.is(2, 0)) nanos = reader.int64();
    else reader.skip();
  }
  return (seconds * 1_000_000_000n + nanos).toString();
}

/** LabelPair { name = 1, value = 2 }. */
function readPair(reader: ProtobufReader, into: LokiRecord): void {
  let name = "";
  let value = "";
  while (reader.next()) {
    if (reader.is(1, 2)) name = reader.text();
    else if (reader.is(2, 2)) value = reader.text();
    else reader.skip();
  }
  setMember(into, name, value);
}

/** Entry { timestamp = 1, line = 2, structuredMetadata = 3 }. */
function readEntry(reader: ProtobufReader, labels: Readonly<LokiRecord>): LokiRecord {
  let time = "";
  let line = "";
  const metadata: LokiRecord = {};
  while (reader.next()) {
    if (reader.is(1, 2)) time = readTime(reader.message());
    else if (reader.is(2, 2)) line = reader.text();
    else if (reader.is(3, 2)) readPair(reader.message(), metadata);
    else reader.skip();
  }
  return makeRecord(labels, metadata, time, line);
}

/** Stream { labels = 1, entries = 2, hash = 3 }. */
function readStream(reader: ProtobufReader, records: LokiRecord[]): void {
  let labels: LokiRecord = {};
  while (reader.next()) {
    if (reader.is(1, 2)) labels = parseLabels(reader.text());
    else if (reader.is(2, 2)) records.push(readEntry(reader.message(), labels));
    else reader.skip();
  }
}

/**
 * Decodes a protobuf push, compressed by Snappy: PushRequest { streams = 1 }.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function decodeLokiProtobuf(body: Uint8Array): LokiRecord[] {
  const records: LokiRecord[] = [];
  const reader = ProtobufReader.of(decodeSnappy(body, decompressedBytesMax));
  while (reader.next()) {
    if (reader.is(1, 2)) readStream(reader.message(), records);
    else reader.skip();
  }
  return records;
}
