// Fields of a record by name: the record's own, and attributes under every other name.
import type { SegmentRecord } from "@cordwood/store";
import { parseTime } from "@cordwood/store/query";
import { z } from "zod";
import { levelOfText } from "../parsers/level.js";
import { isTextField, type TextField } from "../record/text-fields.js";

function isOwnText(name: string): name is TextField | "time" {
  return name === "time" || isTextField(name);
}

/** The text of a field; nothing when the record has none. */
export function fieldOf(record: SegmentRecord, name: string): string | undefined {
  if (name === "severity") return String(record.severity);
  if (isOwnText(name)) return record[name] === "" ? undefined : record[name];
  return Object.hasOwn(record.attributes, name) ? record.attributes[name] : undefined;
}

/** The schema of a field that a processor may write. */
export const fieldName: z.ZodString = z
  .string()
  .min(1)
  .refine(
    (name) => !["id", "severity", "_route"].includes(name),
    "Expected a field other than id, severity and _route",
  );

/**
 * Sets a field; an empty value takes an attribute away. `level` takes its severity with it. `time` takes ISO 8601 or
 * an epoch, and stays as it is for any other text.
 */
export function setField(record: SegmentRecord, name: string, value: string): void {
  if (name === "severity") return;
  if (name === "time") setTime(record, value);
  else if (name === "level") setLevel(record, value);
  else if (isOwnText(name)) record[name] = value;
  else if (value === "") delete record.attributes[name];
  else Object.defineProperty(record.attributes, name, { value, enumerable: true, configurable: true, writable: true });
}

function setTime(record: SegmentRecord, value: string): void {
  const time = parseTime(value, 0n);
  if (time !== undefined && !value.startsWith("now")) record.time = time.toString();
}

function setLevel(record: SegmentRecord, value: string): void {
  const { level, severity } = levelOfText(value) ?? { level: "", severity: 0 };
  record.level = level;
  record.severity = severity;
}

/** Takes a field away: text fields become empty, the time stays. */
export function removeField(record: SegmentRecord, name: string): void {
  if (name === "time") return;
  if (isOwnText(name)) setField(record, name, "");
  else delete record.attributes[name];
}
