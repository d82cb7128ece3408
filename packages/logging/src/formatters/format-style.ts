import { LoggingError } from "../errors.js";
import { onOneLine } from "../control-characters.js";
import type { Fields } from "../fields.js";
import type { LogRecord } from "../log-record.js";

/** One of the three ways to write a format: `%(name)s`, `{name}`, `${name}`. */
export interface FormatStyle {
  /** The format as it was given, or the style's default: the message alone. */
  readonly fmt: string;
  /** The same, by Python's name. */
  readonly _fmt: string;
  /** Whether the format shows the time. */
  usesTime(): boolean;
  /** @throws LoggingError `CW_LOGGING_FORMAT` when the format is not one of this style */
  validate(): void;
  /** @throws LoggingError `CW_LOGGING_FORMAT_FIELD` when the record lacks a field of the format */
  format(record: LogRecord): string;
}

/** What the styles take beside the format. */
export interface FormatStyleOptions {
  /** Values for fields that a record does not have. */
  readonly defaults?: Fields | null;
  /** Whether control characters in the values are shown as escapes. @default true */
  readonly escape?: boolean;
}

/** A value's text as the format shows it. */
export function shownText(text: string, value: unknown, escape: boolean): string {
  return escape && typeof value !== "number" ? onOneLine(text) : text;
}

/** Reads one value of a record. */
export type FieldReader = (record: LogRecord) => unknown;

/** The attributes that formats show most, each read by name: a lookup by a variable name costs several times as much. */
const READERS: Readonly<Record<string, FieldReader>> = {
  name: (record) => record.name,
  levelname: (record) => record.levelname,
  levelno: (record) => record.levelno,
  message: (record) => record.message,
  asctime: (record) => record.asctime,
  created: (record) => record.created,
  msecs: (record) => record.msecs,
  pathname: (record) => record.pathname,
  filename: (record) => record.filename,
  lineno: (record) => record.lineno,
  funcName: (record) => record.funcName,
  module: (record) => record.module,
};

/** What reads a field of the format: an attribute of the record, a field, or one of the defaults. */
export function readerOf(name: string, defaults: Fields | null): FieldReader {
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return reader ?? ((record) => lookUp(record, name, defaults));
}

const OWN_NAMES: ReadonlySet<string> = new Set(["getMessage", "toDict", "toString", "constructor"]);

/** The value of a record's attribute, of a field, or of the defaults. */
export function lookUp(record: LogRecord, name: string, defaults: Fields | null): unknown {
  const value = OWN_NAMES.has(name) ? undefined : record[name];
  if (value !== undefined) return value;
  for (const fields of [record.fields, record.boundFields?.fields, record.contextFields?.fields, defaults]) {
    if (fields !== undefined && fields !== null && Object.hasOwn(fields, name)) return fields[name];
  }
  if (Object.hasOwn(record, name)) return undefined;
  throw new LoggingError("CW_LOGGING_FORMAT_FIELD", [name]);
}
