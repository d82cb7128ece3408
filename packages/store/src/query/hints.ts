// What a query says that its writer may not have meant.

import type { Filter } from "./filter.js";
import { AndFilter } from "./filters/and.js";
import { FieldEqualsFilter } from "./filters/field-equals.js";
import { NotFilter } from "./filters/not.js";
import { OrFilter } from "./filters/or.js";
import { WordFilter } from "./filters/word.js";
import { canonicalLevel, levelNames } from "./level.js";
import type { Query } from "./parser.js";
import { nearest } from "./suggest.js";

const operators = new Set(["and", "or", "not"]);

/** Hints for the writer of a query; none when it says what it seems to. */
export function hintsOf(query: Query): string[] {
  const words = new Set(lowerOperators(query.filter));
  const operatorHints = [...words].map(
    (word) => `\`${word}\` was searched for as a word; the operator is written \`${word.toUpperCase()}\``,
  );
  return [...operatorHints, ...new Set(unknownLevels(query.filter))];
}

/** Levels may have any name, so a misspelt one is no mistake. */
function unknownLevels(filter: Filter): string[] {
  if (filter instanceof NotFilter) return unknownLevels(filter.filter);
  if (filter instanceof OrFilter || filter instanceof AndFilter) return filter.filters.flatMap(unknownLevels);
  if (!(filter instanceof FieldEqualsFilter) || filter.field !== "level") return [];
  const { text } = filter.value;
  const meant = text === "" || canonicalLevel(text) !== undefined ? undefined : nearest(text, levelNames);
  return meant === undefined ? [] : [`\`${text}\` is not one of the usual levels; did you mean \`${meant}\`?`];
}

/** Words that look like operators, beside other filters. */
function lowerOperators(filter: Filter): string[] {
  if (filter instanceof NotFilter) return lowerOperators(filter.filter);
  if (filter instanceof OrFilter) return filter.filters.flatMap(lowerOperators);
  if (!(filter instanceof AndFilter)) return [];
  return filter.filters.flatMap((each) => {
    if (!(each instanceof WordFilter)) return lowerOperators(each);
    const word = each.text.toLowerCase();
    return operators.has(word) ? [word] : [];
  });
}
