import type { FilterContext, Scalar } from "../filter.js";
import { QueryError } from "../query-error.js";
import type { FieldSource } from "../schema.js";
import { type Sql, sql, timestamp } from "../sql.js";
import { parseTimeSpan, type TimeSpan } from "../time.js";
import { ordered, plainField } from "./plain.js";
import type { Comparison, FieldSemantics } from "./semantics.js";

function spanOf(value: Scalar, context: FilterContext): TimeSpan {
  const span = parseTimeSpan(value.text, context.now);
  if (span !== undefined) return span;
  throw new QueryError({
    code: "CW_STORE_QUERY_TIME",
    message: `${JSON.stringify(value.text.slice(0, 40))} is no time between 1900 and 2262`,
    position: value.span,
    expected: ["2026-01-31", "2026-01-31T10:00:00Z", "1767225600", "now-15m"],
  });
}

function equals(value: Scalar, source: FieldSource, context: FilterContext): Sql {
  const { from, to } = spanOf(value, context);
  return sql`(${source.sql} >= ${timestamp(from)} AND ${source.sql} < ${timestamp(to)})`;
}

/** `<=2026-01-02` holds until the end of that day, `>2026-01-02` begins after it. */
function compare(operator: Comparison, value: Scalar, source: FieldSource, context: FilterContext): Sql {
  const { from, to } = spanOf(value, context);
  if (operator === ">") return ordered(source.sql, ">=", timestamp(to));
  if (operator === "<=") return ordered(source.sql, "<", timestamp(to));
  return ordered(source.sql, operator, timestamp(from));
}

/** The time: a written time covers its whole day, minute or second. */
export const timeField: FieldSemantics = { equals, compare, glob: plainField.glob, regex: plainField.regex };
