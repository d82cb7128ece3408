// Where a page of results ended: the place of its last record, or a number of rows where a stage has sorted them.

import { QueryError } from "./query-error.js";
import { formatId, parseId } from "./record-id.js";
import { parseTime } from "./time.js";

/** The place of a record in the order of time. */
export interface RecordPlace {
  kind: "record";
  time: bigint;
  chunk: bigint;
  seq: number;
}

/** How many rows have been seen. */
export interface OffsetPlace {
  kind: "offset";
  rows: number;
}

/** Cursor after a record of a page in the order of time; undefined where it has no place. */
export function cursorAfter(row: { id: string; time: string }): string | undefined {
  const id = parseId(row.id);
  const time = parseTime(row.time, 0n);
  return id === undefined || time === undefined ? undefined : formatCursor({ kind: "record", time, ...id });
}

/** Cursor after so many rows of a query that sorts its records. */
export function cursorAfterRows(rows: number): string {
  return formatCursor({ kind: "offset", rows });
}

/** As text that is safe in a URL. */
export function formatCursor(place: RecordPlace | OffsetPlace): string {
  if (place.kind === "offset") return `o${place.rows}`;
  return `r${place.time}.${formatId(place.chunk, place.seq)}`;
}

/** Throws {@link QueryError} when the text is none of {@link formatCursor}'s. */
export function parseCursor(cursor: string): RecordPlace | OffsetPlace {
  const record = /^r(-?\d{1,19})\.([0-9a-f]{24})$/.exec(cursor);
  const id = parseId(record?.[2] ?? "");
  if (record !== null && id !== undefined) return { kind: "record", time: BigInt(record[1] ?? "0"), ...id };
  const offset = /^o(\d{1,9})$/.exec(cursor);
  if (offset !== null) return { kind: "offset", rows: Number(offset[1]) };
  throw new QueryError({
    code: "CW_STORE_QUERY_CURSOR",
    message: `${JSON.stringify(cursor.slice(0, 60))} is no cursor of an earlier page`,
    position: { offset: 0, length: 0 },
  });
}
