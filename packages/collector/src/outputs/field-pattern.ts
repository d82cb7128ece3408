// Names made of a record's fields and time, for indices, topics, subjects, paths: `logs-{dataset|none}-%Y.%m.%d`.
import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";

/** A part of a pattern: its text for a record. */
type Part = (record: SegmentRecord) => string;

const columns = ["level", "message", "service", "host", "logger", "dataset", "trace_id", "span_id"] as const;
const columnNames: ReadonlySet<string> = new Set(columns);

const two = (value: number): string => String(value).padStart(2, "0");
const timeParts: Readonly<Record<string, (time: Date) => string>> = {
  Y: (time) => String(time.getUTCFullYear()).padStart(4, "0"),
  m: (time) => two(time.getUTCMonth() + 1),
  d: (time) => two(time.getUTCDate()),
  H: (time) => two(time.getUTCHours()),
  M: (time) => two(time.getUTCMinutes()),
};

/** The value of a field of the record itself or, failing that, of an attribute; empty when there is none. */
export function fieldOf(record: SegmentRecord, name: string): string {
  if (columnNames.has(name)) return record[name as (typeof columns)[number]];
  return Object.hasOwn(record.attributes, name) ? (record.attributes[name] ?? "") : "";
}

/** The record's time in milliseconds. */
export function timeMsOf({ time }: SegmentRecord): number {
  return Math.floor(Number(time) / 1e6);
}

/** A pattern of text, `{field}`, `{field|otherwise}`, and strftime's `%Y %m %d %H %M` of the record's time in UTC. */
export class FieldPattern {
  readonly #parts: readonly Part[];
  /** Whether the text is the same for all records. */
  readonly isConstant: boolean;

  /** `clean` makes a field's value fit where the name is used. @throws TypeError when the pattern cannot be read. */
  constructor(pattern: string, clean: (value: string) => string = (value) => value) {
    this.isConstant = !/[{}%]/.test(pattern);
    this.source = (pattern.match(pieces) ?? []).map((piece) => sourceOf(piece)).join("");
    this.#parts = pattern.match(pieces)?.map((piece) => partOf(piece, pattern, clean)) ?? [];
  }

  /** What every name that the pattern makes matches, as the source of a regular expression; values have no slash. */
  readonly source: string;

  /** The name for a record. */
  of(record: SegmentRecord): string {
    let text = "";
    for (const part of this.#parts) text += part(record);
    return text;
  }
}

const pieces = /\{[^{}]*\}|%.?|[^{}%]+|[{}]/gs;

function sourceOf(piece: string): string {
  if (piece.startsWith("{")) return "[^/]*";
  if (piece.startsWith("%") && piece !== "%%") return String.raw`\d+`;
  return (piece === "%%" ? "%" : piece).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function partOf(piece: string, pattern: string, clean: (value: string) => string): Part {
  if (piece === "%%") return () => "%";
  if (piece.startsWith("%")) return timePart(piece, pattern);
  const field = /^\{([^{}|]+)(?:\|([^{}]*))?\}$/.exec(piece);
  if (field !== null) {
    const [, name = "", otherwise = "unknown"] = field;
    return (record) => clean(fieldOf(record, name)) || otherwise;
  }
  if (/[{}]/.test(piece)) throw new TypeError(`'${piece}' in '${pattern}' is no {field} or {field|otherwise}`);
  return () => piece;
}

function timePart(piece: string, pattern: string): Part {
  const format = timeParts[piece.slice(1)];
  if (format === undefined) throw new TypeError(`'${piece}' in '${pattern}' is none of %Y %m %d %H %M %%`);
  return (record) => format(new Date(timeMsOf(record)));
}

/** Schema of a pattern. */
export const patternSchema: z.ZodType<string> = z
  .string()
  .min(1)
  .superRefine((pattern, context) => {
    try {
      void new FieldPattern(pattern);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "is no pattern" });
    }
  });
