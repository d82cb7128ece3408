// OTLP/HTTP logs: ExportLogsServiceRequest in protobuf and in JSON (opentelemetry-proto, logs/v1).
import { elementsOf, membersOf, parseJsonBody, textOf } from "./json-body.js";
import { setMember } from "./msgpack.js";
import { type Attributes, anyValueOfJson, attributesOfJson, readAnyValue, readKeyValue } from "./otlp-value.js";
import { ProtobufReader } from "./protobuf.js";

/** A log record as the protocol has it, before it is put together with its resource. */
interface LogRecord {
  time: string;
  observed: string;
  severityNumber: number;
  severityText: string;
  body: unknown;
  eventName: string;
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

interface Origin {
  resource: Attributes;
  scope: string;
}

function emptyRecord(): LogRecord {
  return {
    time: "0",
    observed: "0",
    severityNumber: 0,
    severityText: "",
    body: undefined,
    eventName: "",
    traceId: "",
    spanId: "",
    attributes: {},
  };
}

/** The name under which an attribute goes into the record: names of the record's own fields are for those alone. */
const ownNames = new Set(
  "time timestamp timeunixnano level severity severitynumber severitytext message body name traceid spanid dataset logger".split(
    " ",
  ),
);

function attributeName(name: string): string {
  return ownNames.has(name.toLowerCase().replaceAll(/[_-]/g, "")) ? `attributes.${name}` : name;
}

function setAttributes(into: Record<string, unknown>, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) setMember(into, attributeName(name), value);
}

/** Puts record, scope and resource together for ingestion; the record's attributes win over the resource's. */
function ingestible(record: LogRecord, origin: Origin): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  setAttributes(object, origin.resource);
  setAttributes(object, record.attributes);
  const time = record.time === "0" || record.time === "" ? record.observed : record.time;
  if (time !== "0" && time !== "") object["time_unix_nano"] = time;
  if (record.severityNumber > 0) object["severityNumber"] = record.severityNumber;
  if (record.severityText !== "") object["severityText"] = record.severityText;
  if (record.eventName !== "") object["event.name"] = record.eventName;
  if (record.traceId !== "") object["trace_id"] = record.traceId;
  if (record.spanId !== "") object["span_id"] = record.spanId;
  if (origin.scope !== "") object["logger"] = origin.scope;
  object["message"] = record.body ?? record.eventName;
  return object;
}

/** Reads LogRecord. */
function readLogRecord(reader: ProtobufReader): LogRecord {
  const record = emptyRecord();
  while (reader.next()) {
    if (reader.is(1, 1)) record.time = reader.fixed64().toString();
    else if (reader.is(11, 1)) record.observed = reader.fixed64().toString();
    else if (reader.is(2, 0)) record.severityNumber = Number(reader.varint());
    else if (reader.is(3, 2)) record.severityText = reader.text();
    else if (reader.is(5, 2)) record.body = readAnyValue(reader.message(), 0);
    else if (reader.is(6, 2)) readKeyValue(reader.message(), record.attributes);
    else if (reader.is(9, 2)) record.traceId = reader.bytes().toString("hex");
    else if (reader.is(10, 2)) record.spanId = reader.bytes().toString("hex");
    else if (reader.is(12, 2)) record.eventName = reader.text();
    else reader.skip();
  }
  return record;
}

/** Reads InstrumentationScope { name = 1 }. */
function readScopeName(reader: ProtobufReader): string {
  let name = "";
  while (reader.next()) {
    if (reader.is(1, 2)) name = reader.text();
    else reader.skip();
  }
  return name;
}

/** Reads Resource { attributes = 1 }. */
function readResource(reader: ProtobufReader): Attributes {
  const attributes: Attributes = {};
  while (reader.next()) {
    if (reader.is(1, 2)) readKeyValue(reader.message(), attributes);
    else reader.skip();
  }
  return attributes;
}

/** Reads ScopeLogs { scope = 1, log_records = 2 }; the scope may stand behind its records. */
function readScopeLogs(reader: ProtobufReader): { scope: string; records: LogRecord[] } {
  let scope = "";
  const records: LogRecord[] = [];
  while (reader.next()) {
    if (reader.is(1, 2)) scope = readScopeName(reader.message());
    else if (reader.is(2, 2)) records.push(readLogRecord(reader.message()));
    else reader.skip();
  }
  return { scope, records };
}

/** Reads ResourceLogs { resource = 1, scope_logs = 2 }. */
function readResourceLogs(reader: ProtobufReader, into: Record<string, unknown>[]): void {
  let resource: Attributes = {};
  const scopes: { scope: string; records: LogRecord[] }[] = [];
  while (reader.next()) {
    if (reader.is(1, 2)) resource = readResource(reader.message());
    else if (reader.is(2, 2)) scopes.push(readScopeLogs(reader.message()));
    else reader.skip();
  }
  for (const { scope, records } of scopes) {
    for (const record of records) into.push(ingestible(record, { resource, scope }));
  }
}

/**
 * Decodes a protobuf body (not compressed) into records for ingestion.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function decodeOtlpLogsProtobuf(body: Uint8Array): Record<string, unknown>[] {
  const records: Record<string, unknown>[] = [];
  const reader = ProtobufReader.of(body);
  while (reader.next()) {
    if (reader.is(1, 2)) readResourceLogs(reader.message(), records);
    else reader.skip();
  }
  return records;
}

/** Some exporters write ids in base64, as protobuf's JSON does elsewhere; OTLP wants hexadecimal. */
function idOf(value: unknown, bytes: number): string {
  const text = textOf(value);
  if (text.length === 2 * bytes || text === "") return text;
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes ? decoded.toString("hex") : text;
}

/** Severity numbers may come by their enumeration's name: SEVERITY_NUMBER_INFO2. */
const severityNames = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

function severityOf(value: unknown): number {
  if (typeof value === "number") return value;
  const found = /^SEVERITY_NUMBER_([A-Z]+)([234])?$/.exec(textOf(value));
  const index = found === null ? -1 : severityNames.indexOf(found[1] ?? "");
  return index === -1 ? 0 : index * 4 + Number(found?.[2] ?? 1);
}

function logRecordOfJson(value: unknown): LogRecord {
  const members = membersOf(value);
  return {
    time: textOf(members["timeUnixNano"]),
    observed: textOf(members["observedTimeUnixNano"]),
    severityNumber: severityOf(members["severityNumber"]),
    severityText: textOf(members["severityText"]),
    body: members["body"] === undefined ? undefined : anyValueOfJson(members["body"]),
    eventName: textOf(members["eventName"]),
    traceId: idOf(members["traceId"], 16),
    spanId: idOf(members["spanId"], 8),
    attributes: attributesOfJson(members["attributes"]),
  };
}

/**
 * Decodes a JSON body into records for ingestion.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function decodeOtlpLogsJson(body: Uint8Array): Record<string, unknown>[] {
  const records: Record<string, unknown>[] = [];
  for (const resourceLogs of elementsOf(parseJsonBody("OTLP", body)["resourceLogs"])) {
    const { resource, scopeLogs } = membersOf(resourceLogs);
    const attributes = attributesOfJson(membersOf(resource)["attributes"]);
    for (const logs of elementsOf(scopeLogs)) {
      const { scope, logRecords } = membersOf(logs);
      const origin = { resource: attributes, scope: textOf(membersOf(scope)["name"]) };
      for (const record of elementsOf(logRecords)) records.push(ingestible(logRecordOfJson(record), origin));
    }
  }
  return records;
}
