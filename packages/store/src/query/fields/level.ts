import type { Scalar } from "../filter.js";
import type { Glob } from "../literal.js";
import { levelNames, levelSpellings, severityRange } from "../level.js";
import { QueryError } from "../query-error.js";
import type { FieldSource } from "../schema.js";
import { allOf, float, type Sql, sql, textArray } from "../sql.js";
import { nearest } from "../suggest.js";
import { numberOf } from "../value.js";
import { ordered, plainField } from "./plain.js";
import type { Comparison, FieldSemantics } from "./semantics.js";

function equals(value: Scalar, source: FieldSource): Sql {
  return sql`${source.sql} IN ${textArray(levelSpellings(value.text))}`;
}

/** Compares severities: `>=warning` from the lowest number of warning on, `>warning` above its highest. */
function compare(operator: Comparison, value: Scalar): Sql {
  const [low, high] = severities(value);
  const bound = operator === ">=" || operator === "<" ? low : high;
  const condition = ordered(sql`severity`, operator, float(bound));
  return operator.startsWith("<") ? allOf([sql`severity > 0`, condition]) : condition;
}

function severities(value: Scalar): readonly [number, number] {
  const number = numberOf(value.text);
  const range = number === undefined ? severityRange(value.text) : ([number, number] as const);
  if (range !== undefined) return range;
  throw new QueryError({
    code: "CW_STORE_QUERY_VALUE",
    message: `${JSON.stringify(value.text.slice(0, 40))} is no level that can be compared; known are trace, debug, info, warning, error, critical`,
    position: value.span,
    expected: ["trace", "debug", "info", "warning", "error", "critical"],
    suggestion: nearest(value.text, levelNames),
  });
}

/** The level: any case, all spellings of a known level, order by severity. */
export const levelField: FieldSemantics = {
  equals,
  compare,
  glob: (pieces: Glob, source, span) =>
    plainField.glob(
      pieces.map((piece) => piece.toLowerCase()),
      source,
      span,
    ),
  regex: plainField.regex,
};
