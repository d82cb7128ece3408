// The outermost SELECT: the columns of the answer, in the order in which ResultColumn lists them.

import {
  attributesColumn,
  madeColumn,
  namedAttributes,
  readColumns,
  type RecordColumn,
  sameColumn,
} from "./record-columns.js";
import {
  type CompileContext,
  fromClause,
  isCut,
  nest,
  orderOf,
  recordFields,
  type Relation,
  scopeOf,
} from "./relation.js";
import type { ResultColumn } from "./result-column.js";
import { baseFields } from "./schema.js";
import { empty, integer, list, type Sql, sql, text, textArray } from "./sql.js";
import { isoTime, toText, type Value } from "./value.js";

/** A SELECT and what its columns are. */
export interface Selected {
  statement: Sql;
  columns: ResultColumn[];
  /** The rows of the answer, made of those of the engine. */
  read: (rows: readonly unknown[][]) => unknown[][];
}

const asTheyAre = (rows: readonly unknown[][]): unknown[][] => [...rows];

/** Which rows of the ordered result. */
export interface Page {
  /** Undefined for all. */
  limit: number | undefined;
  offset: number;
  /** Condition of the rows after the cursor. */
  after: Sql | undefined;
}

const nowhere = { offset: 0, length: 0 };

/** One column of the answer, in the form in which JSON carries it. */
function output(value: Value): Sql {
  if (value.type === "number") return sql`toFloat64(${value.sql})`;
  if (value.type === "time") return isoTime(value.sql);
  return value.type === "boolean" ? sql`CAST(${value.sql} AS Bool)` : value.sql;
}

/** The rows of a table. */
export function selectTable(relation: Relation, context: CompileContext, page: Page): Selected {
  const columns = [...relation.columns].map(([name, { type, approximateAbove }]) =>
    approximateAbove === undefined ? { name, type } : { name, type, approximateAbove },
  );
  const outputs = [...relation.columns.values()].map((column) => output(column));
  return { statement: selectRows(relation, context, outputs, page), columns, read: asTheyAre };
}

/** Records as rows of the page show them: the fields that all have, then `attributes` with everything else. */
export function selectRecords(
  relation: Relation,
  context: CompileContext,
  page: Page,
  fields: readonly string[] | undefined,
): Selected {
  const wanted = fields === undefined ? undefined : new Set(["id", "time", ...fields]);
  const base = baseFields.filter((name) => wanted?.has(name) ?? true);
  const others = wanted === undefined ? undefined : [...wanted].filter((name) => !baseFields.includes(name));
  const columns = [
    ...base.map((name) => baseColumn(relation, context, name)),
    others === undefined ? attributesOf(relation, context) : someAttributes(relation, context, others),
  ];
  const { outputs, read } = readColumns(columns);
  const statement = selectRows(relation, context, outputs, page);
  return { statement, columns: columns.map(({ column }) => column), read };
}

function baseColumn(relation: Relation, context: CompileContext, name: string): RecordColumn {
  const made = relation.columns.has(name) || relation.removed.has(name) ? undefined : madeColumn(name);
  if (made !== undefined) return made;
  const value = scopeOf(relation, context).resolve(name, nowhere);
  return sameColumn({ name, type: value.type }, output(value));
}

function attributesOf(relation: Relation, context: CompileContext): RecordColumn {
  const changed = relation.removed.size > 0 || recordFields(relation).length > baseFields.length;
  if (!changed) return attributesColumn(context.schema.own);
  return sameColumn({ name: "attributes", type: "map" }, allAttributes(relation, context));
}

/** The record's attributes with what stages have computed, without what they have renamed. */
export function allAttributes(relation: Relation, context: CompileContext): Sql {
  const computed = recordFields(relation).slice(baseFields.length);
  let map = context.schema.attributes;
  if (relation.removed.size > 0) {
    map = sql`mapFilter((k, v) -> k NOT IN ${textArray([...relation.removed])}, ${map})`;
  }
  if (computed.length === 0) return map;
  return sql`mapFilter((k, v) -> v != '', mapUpdate(${map}, ${mapOf(relation, context, computed)}))`;
}

function someAttributes(relation: Relation, context: CompileContext, names: readonly string[]): RecordColumn {
  const scope = scopeOf(relation, context);
  return namedAttributes(names.map((name) => ({ name, value: toText(scope.resolve(name, nowhere)) })));
}

function mapOf(relation: Relation, context: CompileContext, names: readonly string[]): Sql {
  const scope = scopeOf(relation, context);
  const pairs = names.map((name) => sql`${text(name)}, toString(${toText(scope.resolve(name, nowhere))})`);
  return sql`CAST(map(${list(pairs)}) AS Map(LowCardinality(String), String))`;
}

/** A SELECT of these outputs from the rows of the page, in their order. */
export function selectRows(relation: Relation, context: CompileContext, outputs: readonly Sql[], page: Page): Sql {
  const inner = isCut(relation) ? nest(relation, context) : relation;
  const conditions = page.after === undefined ? inner.conditions : [...inner.conditions, page.after];
  const from = fromClause({ ...inner, conditions }, context);
  const keys = orderOf(inner, context);
  const order = keys.length > 0 ? sql` ORDER BY ${list(keys)}` : empty;
  const offset = page.offset > 0 ? sql` OFFSET ${integer(page.offset)}` : empty;
  const limit = page.limit === undefined ? empty : sql` LIMIT ${integer(page.limit)}`;
  return sql`SELECT ${list(outputs)}${from}${order}${limit}${offset}`;
}

/** The number of rows, as the only column `count`. */
export function selectCount(relation: Relation, context: CompileContext): Selected {
  const inner = isCut(relation) ? nest(relation, context) : relation;
  return {
    statement: sql`SELECT toFloat64(count())${fromClause(inner, context)}`,
    columns: [{ name: "count", type: "number" }],
    read: asTheyAre,
  };
}
