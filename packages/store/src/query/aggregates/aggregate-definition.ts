import type { Span } from "../query-error.js";
import type { Sql } from "../sql.js";
import type { Value } from "../value.js";

/** The rows that an aggregate works on. */
export interface AggregatePlace {
  /** Time of each row; undefined where the rows have none. */
  time: Sql | undefined;
  /** Seconds that one group covers: the bin's width, or the range of the query; undefined when neither is known. */
  seconds: number | undefined;
  span: Span;
}

/** A function of many rows: what stands in the reference, and its SQL. */
export interface AggregateDefinition {
  name: string;
  syntax: string;
  summary: string;
  /** Least and most arguments. */
  arguments: readonly [least: number, most: number];
  /** What it gives for no rows at all. @default null */
  readonly ofNone?: unknown;
  /** It is an estimate where it is above this number. */
  readonly approximateAbove?: number;
  readonly compile: (args: readonly Value[], place: AggregatePlace) => Value;
}
