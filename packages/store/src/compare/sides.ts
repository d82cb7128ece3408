import type { Selection } from "../selection.js";
import { type Sql, sql } from "../query/sql.js";

/** The two sides of a comparison, as much of them as is looked at. */
export interface Sides {
  selection: Selection;
  baseline: Selection;
  /** About how many records of each are looked at. */
  counts: readonly [selection: number, baseline: number];
}

/** Something that records have in common, with its number of records on each side. */
export interface Found {
  kind: "value" | "range" | "template";
  field: string;
  value: string;
  counts: readonly [selection: number, baseline: number];
  /** Selects its records; made of field and value where it is missing. */
  query?: string;
}

/** Rows of both sides in one subquery: what `columns` makes of each record, and `compared_side`, 1 for the selection. */
export function bothSides({ selection, baseline }: Sides, columns: (of: Selection) => Sql): Sql {
  const one = (of: Selection, side: Sql): Sql =>
    sql`SELECT ${side} AS compared_side, ${columns(of)} FROM ${of.source} WHERE ${of.where}`;
  return sql`(${one(selection, sql`1`)} UNION ALL ${one(baseline, sql`0`)})`;
}
