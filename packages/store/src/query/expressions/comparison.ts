// How two values of expressions compare: as numbers when both are, as times with a time, as severities with a level.

import type { Scope } from "../expression.js";
import { levelSpellings, severityRange } from "../level.js";
import { QueryError, type Span } from "../query-error.js";
import { float, type Sql, sql, textArray, timestamp } from "../sql.js";
import { parseTimeSpan } from "../time.js";
import { toNumber, toText, type Value } from "../value.js";

/** How a comparison is written. */
export type ComparisonSymbol = "=" | "!=" | "<" | "<=" | ">" | ">=";

const symbols: Readonly<Record<ComparisonSymbol, Sql>> = {
  "=": sql`=`,
  "!=": sql`!=`,
  "<": sql`<`,
  "<=": sql`<=`,
  ">": sql`>`,
  ">=": sql`>=`,
};

/** The sign that says the same with the sides exchanged. */
export const mirrored: Readonly<Record<ComparisonSymbol, ComparisonSymbol>> = {
  "=": "=",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** A condition that is never NULL: what cannot be compared is not equal, not less and not greater. */
export function compareValues(symbol: ComparisonSymbol, left: Value, right: Value, scope: Scope, span: Span): Sql {
  if (symbol === "!=") return sql`(NOT ${compareValues("=", left, right, scope, span)})`;
  if (left.literal !== undefined && right.literal === undefined) {
    return compareValues(mirrored[symbol], right, left, scope, span);
  }
  if (left.severity !== undefined && right.literal !== undefined) {
    const byLevel = compareLevel(symbol, left, left.severity, right.literal);
    if (byLevel !== undefined) return byLevel;
  }
  if (left.type === "time" && right.literal !== undefined) return compareTime(symbol, left, right.literal, scope, span);
  return sql`ifNull(${compareTyped(symbols[symbol], left, right)}, 0)`;
}

function compareTyped(symbol: Sql, left: Value, right: Value): Sql {
  if (left.type === "time" && right.type === "time") return sql`${left.sql} ${symbol} ${right.sql}`;
  const numeric = [left, right].some(({ type }) => type === "number" || type === "list" || type === "time");
  if (numeric) return sql`${toNumber(left)} ${symbol} ${toNumber(right)}`;
  const asText = sql`${toText(left)} ${symbol} ${toText(right)}`;
  if (left.type === "boolean" || right.type === "boolean" || right.literal !== undefined) return asText;
  const [a, b] = [toNumber(left), toNumber(right)];
  return sql`if(isNotNull(${a}) AND isNotNull(${b}), ${a} ${symbol} ${b}, ${asText})`;
}

function compareLevel(symbol: ComparisonSymbol, left: Value, severity: Sql, literal: string): Sql | undefined {
  if (symbol === "=") return sql`(${left.sql} IN ${textArray(levelSpellings(literal))})`;
  const range = severityRange(literal);
  if (range === undefined) return undefined;
  const bound = float(symbol === ">=" || symbol === "<" ? range[0] : range[1]);
  return sql`(${severity} > 0 AND ${severity} ${symbols[symbol]} ${bound})`;
}

function compareTime(symbol: ComparisonSymbol, left: Value, literal: string, scope: Scope, span: Span): Sql {
  const time = parseTimeSpan(literal, scope.now);
  if (time === undefined) {
    throw new QueryError({
      code: "CW_STORE_QUERY_TIME",
      message: `${JSON.stringify(literal.slice(0, 40))} is no time between 1900 and 2262`,
      position: span,
      expected: ['"2026-01-31"', '"2026-01-31T10:00:00Z"', '"now-15m"'],
    });
  }
  const [from, to] = [timestamp(time.from), timestamp(time.to)];
  const conditions: Record<ComparisonSymbol, Sql> = {
    "=": sql`(${left.sql} >= ${from} AND ${left.sql} < ${to})`,
    "!=": sql`(${left.sql} < ${from} OR ${left.sql} >= ${to})`,
    "<": sql`(${left.sql} < ${from})`,
    "<=": sql`(${left.sql} < ${to})`,
    ">": sql`(${left.sql} >= ${to})`,
    ">=": sql`(${left.sql} >= ${from})`,
  };
  return conditions[symbol];
}
