import { LoggingError } from "../errors.js";
import type { Fields } from "../fields.js";
import type { LogRecord } from "../log-record.js";

/** One of the three ways to write a format: `%(name)s`, `{name}`, `${name}`. */
export interface FormatStyle {
  /** The format as it was given, or the style's default: the message alone. */
  readonly fmt: string;
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
}

const OWN_NAMES: ReadonlySet<string> = new Set(["getMessage", "toDict", "toString", "constructor"]);

/** The value of a record's attribute, of a field, or of the defaults. */
export function lookUp(record: LogRecord, name: string, defaults: Fields | null): unknown {
  const value = OWN_NAMES.has(name) ? undefined : record[name];
  if (value !== undefined) return value;
  for (const fields of [record.fields, record.bound?.fields, record.context?.fields, defaults]) {
    if (fields !== undefined && fields !== null && Object.hasOwn(fields, name)) return fields[name];
  }
  if (Object.hasOwn(record, name)) return undefined;
  throw new LoggingError("CW_LOGGING_FORMAT_FIELD", [name]);
}
