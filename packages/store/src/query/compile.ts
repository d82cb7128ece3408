// From a query that has been understood to one SELECT.

import { cursorAfter, formatCursor, parseCursor, type RecordPlace } from "./cursor.js";
import type { FilterContext } from "./filter.js";
import { pageRowsDefault, pageRowsMax, patternShapesMax, tableRowsMax } from "./limits.js";
import { isNotOwn } from "./own-dataset.js";
import { parse, type Query } from "./parser.js";
import { QueryError, type Span } from "./query-error.js";
import { type CompileContext, createContext, isCut, nest, records, type Relation } from "./relation.js";
import type { ResultColumn } from "./result-column.js";
import { createSchema, type FieldSource, type Schema } from "./schema.js";
import { allAttributes, type Page, selectCount, selectRecords, selectTable, type Selected } from "./select.js";
import { allOf, integer, type ParameterValue, render, type Sql, sql, timestamp, uint64 } from "./sql.js";

/** Half-open range of time in nanoseconds since the epoch; an end that is missing is open. */
export interface CompileRange {
  from?: bigint | undefined;
  to?: bigint | undefined;
}

/** What a query is compiled for. */
export interface CompileOptions {
  /** @default the `logs` table without promoted attributes */
  schema?: Schema | undefined;
  range?: CompileRange | undefined;
  /** Nanoseconds since the epoch that relative times are relative to. @default the clock */
  now?: bigint | undefined;
  /** Rows of the page. @default 100 records, or 10,000 rows of a table */
  limit?: number | undefined;
  /** Where an earlier page ended. */
  cursor?: string | undefined;
  /** Order of records that no stage has sorted. @default "desc" */
  order?: "asc" | "desc" | undefined;
  /** Only these fields of records; `id` and `time` always come. */
  fields?: readonly string[] | undefined;
}

/** A statement for the engine, and how to read its answer. */
export interface Compiled {
  text: string;
  params: Record<string, ParameterValue>;
  kind: "records" | "table";
  columns: ResultColumn[];
  /** The rows of the answer, with a value for each of `columns`, made of those of the engine. */
  read(rows: unknown[][]): unknown[][];
  /** Rows at most; as many rows as this mean that there may be more. */
  limit: number;
  /** Cursor of the next page, given the last row of this one; null when the answer is a table or the last page. */
  next(rows: number, last: { id: string; time: string } | undefined): string | null;
}

/** What a query selects, for statements that others compose: `SELECT … FROM ${source} WHERE ${where}`. */
export interface Selection {
  source: Sql;
  where: Sql;
  /** All attributes of a record as one map: the stored ones, and what stages have computed. */
  attributes: Sql;
  /** Whether the source is the table itself, whose rows can be chosen by their place. */
  stored: boolean;
  /** Finds a field among those computed by stages and those of the schema. */
  resolve(field: string): FieldSource;
}

function clock(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** What all stages of the query share. */
export function contextOf(options: CompileOptions): CompileContext {
  const { schema = createSchema(), now = clock(), range = {}, order = "desc" } = options;
  return createContext({ schema, now, range, order });
}

/** The query, read where it is still a text. */
export function queryOf(query: string | Query): Query {
  return typeof query === "string" ? parse(query) : query;
}

/** The condition of a query's search part, without its stages. Throws QueryError when a value does not fit its field. */
export function compileFilter(
  query: string | Query,
  schema: Schema = createSchema(),
  options: { now?: bigint | undefined } = {},
): Sql {
  const context: FilterContext = { schema, now: options.now ?? clock(), resolve: (field) => schema.resolve(field) };
  return queryOf(query).filter.compile(context);
}

/** The condition of a range of time. */
export function compileRange(range: CompileRange): Sql {
  const conditions: Sql[] = [];
  if (range.from !== undefined) conditions.push(sql`ts >= ${timestamp(range.from)}`);
  if (range.to !== undefined) conditions.push(sql`ts < ${timestamp(range.to)}`);
  return allOf(conditions);
}

/**
 * Cordwood's own records lie in the store too, and would be counted with everybody's. They are left out unless the
 * search part names a dataset or a service: `dataset:cordwood`, `service:cordwood`.
 */
function withoutOwn(query: Query): Sql[] {
  const named = query.filter.fields();
  return named.includes("dataset") || named.includes("service") ? [] : [isNotOwn];
}

/** All records of a query before its first stage. */
function start(query: Query, context: CompileContext): Relation {
  const { schema, now, range } = context;
  const filter = query.filter.compile({ schema, now, resolve: (field) => schema.resolve(field) });
  const bounded = range.from !== undefined || range.to !== undefined;
  const conditions = query.filter.kind === "all" ? withoutOwn(query) : [filter, ...withoutOwn(query)];
  return records(context, bounded ? [compileRange(range), ...conditions] : conditions);
}

/** The rows after the last stage. */
export function applyAll(query: Query, context: CompileContext): Relation {
  let relation = start(query, context);
  for (const stage of query.stages) {
    if (relation.finish !== undefined) mustBeLast(stage.span);
    relation = stage.apply({ ...relation, complete: undefined }, context);
  }
  return relation;
}

function mustBeLast(position: Span): never {
  const message = "no stage can follow `patterns`";
  throw new QueryError({ code: "CW_STORE_QUERY_SYNTAX", message, position, expected: ["the end of the query"] });
}

/**
 * One SELECT for a query: a page of records, or a table where a stage makes one. Throws QueryError when the query, a
 * value in it or the cursor cannot be used.
 */
export function compile(query: string | Query, options: CompileOptions = {}): Compiled {
  const parsed = queryOf(query);
  const context = contextOf(options);
  const relation = applyAll(parsed, context);
  return relation.kind === "table"
    ? compileTable(relation, context, options)
    : compileRecords(relation, context, options);
}

function compileTable(relation: Relation, context: CompileContext, options: CompileOptions): Compiled {
  const { finish: last } = relation;
  const limit = last === undefined ? Math.min(options.limit ?? tableRowsMax, tableRowsMax) : patternShapesMax;
  const selected = selectTable(relation, context, { limit, offset: 0, after: undefined });
  const compiled: Compiled = { ...finish(selected), kind: "table", limit, next: () => null };
  const { complete } = relation;
  if (last === undefined)
    return complete === undefined ? compiled : { ...compiled, read: (rows) => complete(rows).slice(0, limit) };
  return { ...compiled, columns: [...last.columns], read: (rows) => last.read(rows) };
}

function compileRecords(relation: Relation, context: CompileContext, options: CompileOptions): Compiled {
  const limit = Math.min(options.limit ?? pageRowsDefault, pageRowsMax);
  const byTime = relation.order.length === 0 && !isCut(relation);
  const page = pageAfter(options.cursor, limit, context);
  const selected = selectRecords(relation, context, page, options.fields);
  const next: Compiled["next"] = (rows, last) => {
    if (rows < limit || last === undefined) return null;
    return byTime ? (cursorAfter(last) ?? null) : formatCursor({ kind: "offset", rows: page.offset + rows });
  };
  return { ...finish(selected), kind: "records", limit, next };
}

function finish(selected: Selected): Pick<Compiled, "text" | "params" | "columns" | "read"> {
  return { ...render(selected.statement), columns: selected.columns, read: (rows) => selected.read(rows) };
}

/** The rows after a cursor. */
export function pageAfter<L extends number | undefined>(
  cursor: string | undefined,
  limit: L,
  context: CompileContext,
): Page & { limit: L } {
  const place = cursor === undefined ? undefined : parseCursor(cursor);
  const after = place?.kind === "record" ? afterPlace(place, context.order) : undefined;
  return { limit, offset: place?.kind === "offset" ? place.rows : 0, after };
}

/** The records that come after a place in the order of time. */
function afterPlace({ time, chunk, seq }: RecordPlace, order: "asc" | "desc"): Sql {
  const at = timestamp(time);
  const place = sql`(${at}, ${uint64(chunk)}, ${integer(seq)})`;
  // The first condition says nothing more, but the engine can skip parts by it.
  return order === "asc"
    ? sql`(ts >= ${at} AND (ts, chunk, seq) > ${place})`
    : sql`(ts <= ${at} AND (ts, chunk, seq) < ${place})`;
}

/**
 * What a query selects before its first stage that makes a table, for a histogram, values and the like. Stages that
 * compute, filter and limit are part of it.
 */
export function compileSelection(query: string | Query, options: CompileOptions = {}): Selection {
  const parsed = queryOf(query);
  const context = contextOf(options);
  let relation = start(parsed, context);
  for (const stage of parsed.stages) {
    if (stage.makesTable) break;
    relation = stage.apply(relation, context);
  }
  const inner = isCut(relation) ? nest(relation, context) : relation;
  return {
    source: inner.source,
    where: allOf(inner.conditions),
    attributes: allAttributes(inner, context),
    stored: inner.source === context.schema.table,
    resolve: (field) => find(inner, context, field),
  };
}

function find(relation: Relation, context: CompileContext, field: string): FieldSource {
  const column = relation.columns.get(field);
  if (column === undefined) return context.schema.resolve(field);
  const present = column.type === "string" ? sql`${column.sql} != ''` : sql`isNotNull(${column.sql})`;
  return { ...column, present };
}

/** The number of records that a query selects, or of rows of its table. */
export function compileCount(query: string | Query, options: CompileOptions = {}): Compiled {
  const parsed = queryOf(query);
  const context = contextOf(options);
  const relation = applyAll(parsed, context);
  const selected = selectCount(relation, context);
  return { ...finish(selected), kind: "table", limit: 1, next: () => null };
}
