/** Longest query text in characters: far above what a person types, low enough that parsing takes under a millisecond. */
export const queryLengthMax = 16_384;

/** Nesting of parentheses, NOT and function calls: keeps the parser's and the engine's stack small. */
export const depthMax = 64;

/** Filters in one query: each becomes a condition of the WHERE clause. */
export const filtersMax = 500;

/** Stages of one query: each may become a subquery. */
export const stagesMax = 32;

/** Expressions and sub-expressions in one query: each becomes part of the SQL text. */
export const expressionsMax = 1000;

/** Aggregates, group fields, sort keys or assignments in one stage. */
export const stageItemsMax = 64;

/** Longest field name in characters. */
export const fieldNameLengthMax = 256;

/** Longest regular expression in characters. */
export const regexLengthMax = 1000;

/** Highest count in `{n,m}`, and highest product of nested counts: RE2 refuses more than 1000. */
export const regexRepeatMax = 1000;

/** Deepest nesting of groups in a regular expression. */
export const regexDepthMax = 32;

/** Rows that a query with table stages may return: what a person or a page can still look through. */
export const tableRowsMax = 10_000;

/** Highest N of `limit`, `top` and `dedup`: sorting more would hold too much memory. */
export const stageRowsMax = 100_000;

/** Records in one page of results. */
export const pageRowsMax = 10_000;

/** Records in one page when the caller names no limit. */
export const pageRowsDefault = 100;

/** Distinct values that `values(f)` keeps for one group. */
export const valuesMax = 100;

/** Buckets of a timechart or histogram at most: more than a screen has columns. */
export const bucketsMax = 2000;

/** Buckets aimed at when the interval is chosen automatically. */
export const bucketsDefault = 60;

/** Different message shapes that the `patterns` stage looks at, largest first. */
export const patternShapesMax = 5000;

/** Templates that the `patterns` stage returns when no number is given. */
export const patternsDefault = 50;

/** Suggestions that one completion returns. */
export const suggestionsMax = 50;

/** Largest regular expression in states of the automaton, as estimated: RE2 gives up above about 80,000. */
export const regexStatesMax = 20_000;

/** Subqueries inside one another in one statement: the engine allows 100. */
export const subqueriesMax = 64;

/** Series that a timechart keeps apart when no number is given: more lines cannot be told apart. */
export const seriesDefault = 10;

/** Series that a timechart keeps apart at most. */
export const seriesMax = 100;
