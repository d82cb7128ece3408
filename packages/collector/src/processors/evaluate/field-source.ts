// Where the fields of a record are found, with the types that the store gives them.
import type { SegmentRecord } from "@cordwood/store";
import { formatTime } from "@cordwood/store/query";
import { fieldOf } from "../record-field.js";
import { numberOfText } from "./value.js";

/** How a field is read: `type` decides how its values compare. */
export interface RecordField {
  readonly type: "string" | "number" | "time";
  /** As text; empty when the record has no such field. */
  text(record: SegmentRecord): string;
  /** As a number; undefined when it is none. Times count seconds. */
  number(record: SegmentRecord): number | undefined;
  /** The record has the field, and it is not empty. */
  present(record: SegmentRecord): boolean;
}

/** Nanoseconds since the epoch. */
export function timeOf(record: SegmentRecord): bigint {
  return /^-?\d{1,19}$/.test(record.time) ? BigInt(record.time) : 0n;
}

const time: RecordField = {
  type: "time",
  text: (record) => formatTime(timeOf(record)),
  number: (record) => Number(timeOf(record)) / 1e9,
  present: () => true,
};

const severity: RecordField = {
  type: "number",
  text: (record) => String(record.severity),
  number: (record) => record.severity,
  present: (record) => record.severity !== 0,
};

/** The field of that name: the record's own, else an attribute. */
export function recordField(name: string): RecordField {
  if (name === "time") return time;
  if (name === "severity") return severity;
  const text = (record: SegmentRecord): string => fieldOf(record, name) ?? "";
  return {
    type: "string",
    text,
    number: (record) => numberOfText(text(record)),
    present: (record) => text(record) !== "",
  };
}
