// The rows that flow from stage to stage while a query becomes SQL: records first, a table after some stages.

import type { Scope } from "./expression.js";
import { subqueriesMax } from "./limits.js";
import { QueryError, type Span } from "./query-error.js";
import type { ResultColumn } from "./result-column.js";
import { baseFields, type Schema, type ValueType } from "./schema.js";
import { allOf, empty, identifier, integer, list, type Sql, sql } from "./sql.js";
import { nearest } from "./suggest.js";
import type { Value } from "./value.js";

/** One column of a table, or a value computed for every record. */
export interface Column {
  sql: Sql;
  type: ValueType;
  /** For an aggregate that is an estimate where it is above this number. */
  approximateAbove?: number | undefined;
}

/** What all stages of one query share. */
export interface CompileContext {
  readonly schema: Schema;
  readonly now: bigint;
  /** Time that the query covers, where the request names it. */
  readonly range: { from?: bigint | undefined; to?: bigint | undefined };
  /** Order of records that no stage has sorted. */
  readonly order: "asc" | "desc";
  /** A column name that is not used elsewhere in the statement. */
  alias(): Sql;
  /** Counts one more subquery; throws QueryError when there are too many for the engine. */
  deepen(): void;
}

/** Makes what {@link CompileContext} asks for. */
export function createContext(parts: Omit<CompileContext, "alias" | "deepen">): CompileContext {
  let [count, depth] = [0, 0];
  const deepen = (): void => {
    if (++depth > subqueriesMax) tooDeep();
  };
  return { ...parts, alias: () => identifier(`c${count++}`), deepen };
}

function tooDeep(): never {
  throw new QueryError({
    code: "CW_STORE_QUERY_LIMIT",
    message: `the stages need more than ${subqueriesMax} steps one after the other; compute less in one query`,
    position: { offset: 0, length: 0 },
  });
}

/** A SELECT that is not written yet: where from, which rows, in which order, how many. */
export interface Relation {
  readonly kind: "records" | "table";
  readonly source: Sql;
  readonly conditions: readonly Sql[];
  /** A table's columns; for records, what stages have computed or renamed. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Fields of records that a rename took away. */
  readonly removed: ReadonlySet<string>;
  readonly order: readonly Sql[];
  /** `LIMIT rows BY keys` */
  readonly limitBy: { rows: number; keys: Sql } | undefined;
  readonly limit: number | undefined;
  /** What is made of the engine's rows afterwards; no stage can follow. */
  readonly finish?: Finish;
  /** Adds rows to the answer; only when no stage follows. */
  readonly complete?: ((rows: unknown[][]) => unknown[][]) | undefined;
}

/** A last step outside of the engine: the columns of its result, and the result. */
interface Finish {
  columns: readonly ResultColumn[];
  read(rows: readonly unknown[][]): unknown[][];
}

/** All records that satisfy the conditions. */
export function records(context: CompileContext, conditions: readonly Sql[]): Relation {
  const none = { order: [], limitBy: undefined, limit: undefined };
  const source = context.schema.table;
  return { kind: "records", source, conditions, columns: new Map(), removed: new Set(), ...none };
}

/** A table made by a SELECT. */
export function table(select: Sql, columns: ReadonlyMap<string, Column>, order: readonly Sql[] = []): Relation {
  const none = { conditions: [], limitBy: undefined, limit: undefined };
  return { kind: "table", source: sql`(${select})`, columns, removed: new Set(), order, ...none };
}

/** The order that the rows have: that of the last `sort`, else by time for records. */
export function orderOf(relation: Relation, context: CompileContext): readonly Sql[] {
  if (relation.order.length > 0 || relation.kind === "table") return relation.order;
  return context.order === "asc"
    ? [sql`ts ASC`, sql`chunk ASC`, sql`seq ASC`]
    : [sql`ts DESC`, sql`chunk DESC`, sql`seq DESC`];
}

/** FROM and all that follows. Rows are put in order only where that decides which ones come. */
export function fromClause(relation: Relation, context: CompileContext): Sql {
  const where = relation.conditions.length > 0 ? sql` WHERE ${allOf(relation.conditions)}` : empty;
  return sql` FROM ${relation.source}${where}${tailClause(relation, context)}`;
}

function tailClause(relation: Relation, context: CompileContext): Sql {
  if (relation.limit === undefined && relation.limitBy === undefined) return empty;
  const keys = orderOf(relation, context);
  const order = keys.length > 0 ? sql` ORDER BY ${list(keys)}` : empty;
  const by =
    relation.limitBy === undefined ? empty : sql` LIMIT ${integer(relation.limitBy.rows)} BY ${relation.limitBy.keys}`;
  const limit = relation.limit === undefined ? empty : sql` LIMIT ${integer(relation.limit)}`;
  return sql`${order}${by}${limit}`;
}

/** Whether rows are already cut off, so that a condition or an order must come after in an outer SELECT. */
export function isCut(relation: Relation): boolean {
  return relation.limit !== undefined || relation.limitBy !== undefined;
}

/** The same rows as a subquery, so that more can be applied to them. */
export function nest(relation: Relation, context: CompileContext): Relation {
  return { ...nestWith(relation, context, empty) };
}

function nestWith(relation: Relation, context: CompileContext, more: Sql): Relation {
  context.deepen();
  const source = sql`(SELECT *${more}${fromClause(relation, context)})`;
  return { ...relation, source, conditions: [], limitBy: undefined, limit: undefined };
}

/** The rows with more columns: each expression is computed once, in a subquery. */
export function compute(relation: Relation, context: CompileContext, values: ReadonlyMap<string, Value>): Relation {
  const columns = new Map(relation.columns);
  const removed = new Set(relation.removed);
  let more = empty;
  for (const [name, value] of values) {
    const alias = context.alias();
    more = sql`${more}, ${value.sql} AS ${alias}`;
    columns.set(name, { sql: alias, type: value.type });
    removed.delete(name);
  }
  return { ...nestWith(relation, context, more), columns, removed };
}

/** Where the expressions of the next stage find their names. */
export function scopeOf(relation: Relation, context: CompileContext): Scope {
  return { now: context.now, resolve: (name, span) => resolve(relation, context, name, span) };
}

function resolve(relation: Relation, context: CompileContext, name: string, span: Span): Value {
  const column = relation.columns.get(name);
  if (column !== undefined) return column;
  if (relation.kind === "table") return unknownColumn(relation, name, span);
  if (relation.removed.has(name)) return { sql: sql`''`, type: "string" };
  const { present: _, ...value } = context.schema.resolve(name);
  return name === "level" ? { ...value, severity: sql`severity` } : value;
}

function unknownColumn(relation: Relation, name: string, span: Span): never {
  const names = [...relation.columns.keys()];
  throw new QueryError({
    code: "CW_STORE_QUERY_NAME",
    message: `the stages before have made no column ${name}; there are ${names.join(", ")}`,
    position: span,
    expected: names,
    suggestion: nearest(name, names),
  });
}

/** Fields that records show: those of every record, then what stages have computed. */
export function recordFields(relation: Relation): string[] {
  const computed = [...relation.columns.keys()].filter((name) => !baseFields.includes(name));
  return [...baseFields, ...computed];
}
