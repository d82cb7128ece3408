// A record as an Elasticsearch document, with the names of the Elastic Common Schema (elastic.co/docs/reference/ecs).
import type { SegmentRecord } from "@cordwood/store";
import { typedValue } from "../typed-value.js";
import { timeMsOf } from "../field-pattern.js";

/** How attributes are written. */
export interface DocumentOptions {
  /** Put before the name of each attribute. */
  prefix: string;
  /** Whether attributes that are numbers or booleans are written as such. */
  typed: boolean;
}

const names = {
  message: "message",
  level: "log.level",
  logger: "log.logger",
  service: "service.name",
  host: "host.name",
  dataset: "event.dataset",
  trace_id: "trace.id",
  span_id: "span.id",
} as const;

/** The document of a record; dots in names stand for nesting, as the engine takes them. Fields that are empty are left out. */
export function documentOf(record: SegmentRecord, { prefix, typed }: DocumentOptions): Record<string, unknown> {
  const document: Record<string, unknown> = { "@timestamp": timestamp(record) };
  for (const [name, text] of Object.entries(record.attributes)) {
    Object.defineProperty(document, prefix + name, property(typed ? typedValue(text) : text));
  }
  for (const [field, name] of Object.entries(names) as [keyof typeof names, string][]) {
    if (record[field] !== "") document[name] = record[field];
  }
  if (record.severity > 0) document["event.severity"] = record.severity;
  if (record.parse_error !== "") document["error.message"] = record.parse_error;
  return document;
}

// An attribute may be named __proto__; it is only a name here.
function property(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}

/** The record's time with all its nanoseconds. */
export function timestamp(record: SegmentRecord): string {
  const seconds = new Date(timeMsOf(record)).toISOString().slice(0, 19);
  return `${seconds}.${record.time.padStart(9, "0").slice(-9)}Z`;
}
