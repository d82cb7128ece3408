// The records of a batch as OTLP's ExportLogsServiceRequest (opentelemetry-proto, logs/v1): one ResourceLogs for each
// service and host, in it one ScopeLogs for each logger.
import type { SegmentRecord } from "@cordwood/store";
import { typedValue } from "../typed-value.js";
import { ProtobufWriter } from "./protobuf-writer.js";

/** Writes the request; with `typed`, attributes that are numbers or booleans are written as such. */
export function exportRequest(records: readonly SegmentRecord[], typed: boolean): Buffer {
  const writer = new ProtobufWriter();
  for (const ofResource of grouped(records, ({ service, host, dataset }) => JSON.stringify([service, host, dataset]))) {
    writer.message(1, () => {
      writeResource(writer, ofResource[0]);
      for (const ofScope of grouped(ofResource, ({ logger }) => logger)) {
        writer.message(2, () => {
          const { logger } = ofScope[0];
          if (logger !== "") writer.message(1, () => writer.text(1, logger));
          for (const record of ofScope) writer.message(2, () => writeRecord(writer, record, typed));
        });
      }
    });
  }
  return writer.written();
}

type Group = [SegmentRecord, ...SegmentRecord[]];

function grouped(records: readonly SegmentRecord[], keyOf: (record: SegmentRecord) => string): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const record of records) {
    const key = keyOf(record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups.values();
}

/** Names of OpenTelemetry's semantic conventions; data_stream.dataset is what its exporter for Elasticsearch reads. */
function writeResource(writer: ProtobufWriter, { service, host, dataset }: SegmentRecord): void {
  const attributes = { "service.name": service, "host.name": host, "data_stream.dataset": dataset };
  writer.message(1, () => {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== "") writeAttribute(writer, { field: 1, name, value });
    }
  });
}

/** LogRecord. */
function writeRecord(writer: ProtobufWriter, record: SegmentRecord, typed: boolean): void {
  writer.fixed64(1, BigInt(record.time));
  if (record.severity > 0) writer.number(2, record.severity);
  writer.text(3, record.level);
  writer.message(5, () => writer.text(1, record.message));
  for (const [name, text] of Object.entries(record.attributes)) {
    writeAttribute(writer, { field: 6, name, value: typed ? typedValue(text) : text });
  }
  if (record.parse_error !== "") writeAttribute(writer, { field: 6, name: "parse_error", value: record.parse_error });
  writer.bytes(9, Buffer.from(record.trace_id, "hex"));
  writer.bytes(10, Buffer.from(record.span_id, "hex"));
  writer.fixed64(11, BigInt(record.time));
}

interface Attribute {
  field: number;
  name: string;
  value: string | number | boolean;
}

/** KeyValue { key = 1, value = 2 }, AnyValue { string = 1, bool = 2, int = 3, double = 4 }. */
function writeAttribute(writer: ProtobufWriter, { field, name, value }: Attribute): void {
  writer.message(field, () => {
    writer.text(1, name);
    writer.message(2, () => {
      if (typeof value === "string") writer.text(1, value);
      else if (typeof value === "boolean") writer.number(2, Number(value));
      else if (Number.isInteger(value)) writer.int64(3, BigInt(value));
      else writer.double(4, value);
    });
  });
}
