// What every filter of the search part of a query can do.

import type { Span } from "./query-error.js";
import type { FieldSource, Schema } from "./schema.js";
import type { Sql } from "./sql.js";

/** What a filter may know when it becomes SQL. */
export interface FilterContext {
  readonly schema: Schema;
  /** Nanoseconds since the epoch that relative times are relative to. */
  readonly now: bigint;
  resolve(field: string): FieldSource;
}

/** A condition on records. Every kind has a file in filters/, with its parser. */
export interface Filter {
  readonly kind: string;
  readonly span: Span;
  /** In the query language; parsing it gives an equal filter. */
  print(): string;
  /** As a condition of SQL; NULL counts as false. Throws QueryError when a value does not fit its field. */
  compile(context: FilterContext): Sql;
  /** Names of the fields that it reads. */
  fields(): readonly string[];
}

/** A number or text that a field is compared with. */
export interface Scalar {
  text: string;
  /** Text in quotes is never taken for a number. */
  quoted: boolean;
  span: Span;
}
