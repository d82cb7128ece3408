// Records as the engine returns them for statements of the store's own.

import { formatId, formatTime } from "./query/index.js";
import { stringColumns } from "./query/schema.js";
import { identifier, list, type Sql, sql } from "./query/sql.js";
import type { Row } from "./store.js";

/** A record in which nothing is known. */
export const emptyRow: Readonly<Row> = {
  ...(Object.fromEntries(stringColumns.map((name) => [name, ""])) as Record<(typeof stringColumns)[number], string>),
  id: "",
  time: "",
  severity: 0,
  attributes: {},
};

/** A record with its time as a number. */
export interface PlacedRow {
  row: Row;
  /** Nanoseconds since the epoch. */
  time: bigint;
}

/** The columns that {@link readRow} reads, in its order. `attributes` is the map of all attributes. */
export function rowColumns(attributes: Sql): Sql {
  const fields = list(stringColumns.map((name) => identifier(name)));
  return sql`toUnixTimestamp64Nano(ts), chunk, seq, severity, ${fields}, ${attributes}`;
}

/** Makes a record of the values of {@link rowColumns}. */
export function readRow(values: readonly unknown[]): PlacedRow {
  const [nanoseconds, chunk, seq, severity, ...rest] = values;
  const time = BigInt(String(nanoseconds));
  const texts = Object.fromEntries(stringColumns.map((name, index) => [name, rest[index]]));
  const row = {
    ...emptyRow,
    ...(texts as Partial<Row>),
    id: formatId(BigInt(String(chunk)), Number(seq)),
    time: formatTime(time),
    severity: Number(severity),
    attributes: readAttributes(rest[stringColumns.length]),
  };
  return { row, time };
}

function readAttributes(value: unknown): Record<string, string> {
  return typeof value === "object" && value !== null ? (value as Record<string, string>) : {};
}
