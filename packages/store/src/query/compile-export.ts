// A query's whole answer as a file has it: plain columns with types, under their own names.

import { applyAll, type CompileOptions, contextOf, pageAfter, queryOf } from "./compile.js";
import type { Query } from "./parser.js";
import { type CompileContext, type Relation, scopeOf } from "./relation.js";
import { baseFields, type ValueType } from "./schema.js";
import { allAttributes, selectRows } from "./select.js";
import { columnName, identifier, list, type Sql, sql } from "./sql.js";

/** What a file needs beyond what every query is compiled with. */
export interface ExportOptions extends CompileOptions {
  /** Attributes as a JSON text: for formats without maps. */
  attributesAsText?: boolean;
  /** A `'` before texts that a spreadsheet would take for a formula. */
  escapeFormulas?: boolean;
}

interface Column {
  name: string;
  value: Sql;
  type: ValueType | "map";
}

const nowhere = { offset: 0, length: 0 };

/**
 * One SELECT whose columns have the names and types of the answer. Undefined when the answer is not made by the engine
 * alone: it is a table that has to be read first. Throws QueryError as compiling for a page does.
 */
export function compileExport(query: string | Query, options: ExportOptions = {}): Sql | undefined {
  const context = contextOf(options);
  const relation = applyAll(queryOf(query), context);
  if (relation.finish !== undefined || relation.complete !== undefined) return undefined;
  const columns = relation.kind === "table" ? tableColumns(relation) : recordColumns(relation, context, options);
  const named = columns.map((column, index) => ({ column, alias: identifier(`exported_${index}`) }));
  // Names of the answer stay outside: inside, they would stand for the columns of the table in its conditions.
  const inner = selectRows(
    relation,
    context,
    named.map(({ column, alias }) => sql`${column.value} AS ${alias}`),
    pageAfter(relation.kind === "table" ? undefined : options.cursor, options.limit, context),
  );
  const outer = named.map(({ column, alias }) => sql`${written(column, alias, options)} AS ${columnName(column.name)}`);
  return sql`SELECT ${list(outer)} FROM (${inner})`;
}

function tableColumns(relation: Relation): Column[] {
  return [...relation.columns].map(([name, { sql: value, type }]) => ({ name, value: typed(value, type), type }));
}

/** All fields that records have and `attributes`, or the named fields alone, each as a column. */
function recordColumns(relation: Relation, context: CompileContext, { fields }: ExportOptions): Column[] {
  const scope = scopeOf(relation, context);
  const columns = (fields ?? baseFields).map((name): Column => {
    const value = scope.resolve(name, nowhere);
    return { name, value: typed(value.sql, value.type), type: value.type };
  });
  if (fields !== undefined) return columns;
  return [...columns, { name: "attributes", value: allAttributes(relation, context), type: "map" }];
}

function typed(value: Sql, type: ValueType): Sql {
  if (type === "boolean") return sql`CAST(${value} AS Bool)`;
  return type === "string" ? sql`toString(${value})` : value;
}

function written({ type }: Column, alias: Sql, options: ExportOptions): Sql {
  if (type === "map") return options.attributesAsText === true ? sql`toJSONString(${alias})` : alias;
  // OWASP, "CSV Injection": a cell that begins with one of these is run as a formula.
  if (type === "string" && options.escapeFormulas === true) {
    return sql`if(match(${alias}, '^[=+\\\\-@\\\\t\\\\r]'), concat('\\'', ${alias}), ${alias})`;
  }
  return alias;
}
