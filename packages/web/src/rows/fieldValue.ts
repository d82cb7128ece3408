import type { Row } from "@cordwood/server/api";

/** Fields every record has, in the order in which an opened record shows them. */
export const ownFields = [
  "time",
  "level",
  "severity",
  "message",
  "service",
  "host",
  "logger",
  "dataset",
  "trace_id",
  "span_id",
  "parse_error",
] as const;

type OwnField = (typeof ownFields)[number];

const own = new Set<string>(ownFields);

function isOwn(name: string): name is OwnField {
  return own.has(name);
}

/** A field of a record as text; empty when the record has none. An attribute never hides a field of the record. */
export function fieldValue(row: Row, name: string): string {
  if (isOwn(name)) return String(row[name] ?? "");
  const attributes = row.attributes ?? {};
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? "") : "";
}

/** All fields of a record that say something, its own first, then the attributes by name. */
export function recordFields(row: Row): { name: string; value: string }[] {
  const names = Object.keys(row.attributes ?? {})
    .filter((name) => !own.has(name))
    .toSorted((left, right) => left.localeCompare(right, "en"));
  return [...ownFields, ...names]
    .map((name) => ({ name, value: fieldValue(row, name) }))
    .filter(({ name, value }) => value !== "" && !(name === "severity" && value === "0"));
}

/** What a row says: the message, or where there is none the attributes as `name=value`. */
export function rowText(row: Row): string {
  if (row.message !== "") return row.message;
  return Object.entries(row.attributes ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** A record as JSON for the clipboard, with empty fields left out. */
export function recordJson(row: Row): string {
  const kept = Object.entries(row).filter(([, value]) => value !== "" && value !== undefined);
  return JSON.stringify(Object.fromEntries(kept), null, 2);
}
