// Rows in groups, with aggregates over each: what `stats`, `timechart`, `top` and `rate` have in common.

import type { AggregateCall } from "./aggregates/aggregate-call.js";
import { orderBy } from "./order.js";
import { QueryError, type Span } from "./query-error.js";
import {
  type Column,
  type CompileContext,
  fromClause,
  isCut,
  nest,
  type Relation,
  scopeOf,
  table,
} from "./relation.js";
import { empty, list, type Sql, sql } from "./sql.js";
import type { GroupKey } from "./stages/group-key.js";

/** The table that has one row for each group, in the order of the keys. */
export function group(
  relation: Relation,
  context: CompileContext,
  aggregates: readonly AggregateCall[],
  keys: readonly GroupKey[],
): Relation {
  context.deepen();
  const inner = isCut(relation) ? nest(relation, context) : relation;
  const scope = scopeOf(inner, context);
  const seconds = secondsOf(context, keys);
  const time = timeOf(inner);
  const columns = new Map<string, Column>();
  const selected: Sql[] = [];
  const add = (name: string, value: Column, span: Span, approximateAbove?: number): Column => {
    if (columns.has(name)) duplicate(name, span);
    const column = {
      sql: context.alias(),
      type: value.type,
      ...(approximateAbove !== undefined && { approximateAbove }),
    };
    columns.set(name, column);
    selected.push(sql`${value.sql} AS ${column.sql}`);
    return column;
  };
  const grouped = keys.map((key) => add(key.column, key.compile(scope), { offset: 0, length: 0 }));
  for (const call of aggregates)
    add(call.column, call.compile(scope, { time, seconds }), call.span, call.approximateAbove);
  const by = grouped.length > 0 ? sql` GROUP BY ${list(grouped.map((column) => column.sql))}` : empty;
  const order = grouped.flatMap((column) => orderBy(column, false));
  return table(sql`SELECT ${list(selected)}${fromClause(inner, context)}${by}`, columns, order);
}

/** Seconds that one group covers, where that is known. */
function secondsOf({ range }: CompileContext, keys: readonly GroupKey[]): number | undefined {
  const step = keys.find((key) => key.step !== undefined)?.step;
  if (step !== undefined) return Number(step) / 1e9;
  if (range.from === undefined || range.to === undefined || range.to <= range.from) return undefined;
  return Number(range.to - range.from) / 1e9;
}

function timeOf(relation: Relation): Sql | undefined {
  const column = relation.columns.get("time");
  if (column !== undefined) return column.type === "time" ? column.sql : undefined;
  return relation.kind === "records" ? sql`ts` : undefined;
}

function duplicate(name: string, span: Span): never {
  const message = `two columns have the name ${name}; give one another name with \`as\``;
  throw new QueryError({ code: "CW_STORE_QUERY_NAME", message, position: span });
}
