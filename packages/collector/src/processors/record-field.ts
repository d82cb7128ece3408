// Fields of a record by name: the record's own, and attributes under every other name.
import type { SegmentRecord } from "@cordwood/store";

type TextField = Exclude<keyof SegmentRecord, "attributes" | "severity">;

const textFields: ReadonlySet<string> = new Set<TextField>([
  "time",
  "level",
  "message",
  "service",
  "host",
  "logger",
  "dataset",
  "trace_id",
  "span_id",
  "parse_error",
]);

function isTextField(name: string): name is TextField {
  return textFields.has(name);
}

/** The text of a field; nothing when the record has none. */
export function fieldOf(record: SegmentRecord, name: string): string | undefined {
  if (name === "severity") return String(record.severity);
  if (isTextField(name)) return record[name] === "" ? undefined : record[name];
  return Object.hasOwn(record.attributes, name) ? record.attributes[name] : undefined;
}

/** Sets a field. `time` and `severity` are set by parsers only and stay as they are. */
export function setField(record: SegmentRecord, name: string, value: string): void {
  if (name === "severity" || name === "time") return;
  if (isTextField(name)) record[name] = value;
  else Object.defineProperty(record.attributes, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Takes a field away: text fields become empty. */
export function removeField(record: SegmentRecord, name: string): void {
  if (isTextField(name)) setField(record, name, "");
  else delete record.attributes[name];
}
