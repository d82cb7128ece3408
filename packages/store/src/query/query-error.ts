/** Where something stands in the text of a query, in UTF-16 code units. */
export interface Span {
  offset: number;
  length: number;
}

/** What kind of mistake a query holds; documented in docs/reference/errors/store.md. */
export type QueryErrorCode =
  | "CW_STORE_QUERY_SYNTAX"
  | "CW_STORE_QUERY_NAME"
  | "CW_STORE_QUERY_VALUE"
  | "CW_STORE_QUERY_REGEX"
  | "CW_STORE_QUERY_TIME"
  | "CW_STORE_QUERY_LIMIT"
  | "CW_STORE_QUERY_CURSOR";

/** What a {@link QueryError} is made from. */
export interface QueryErrorDetail {
  code: QueryErrorCode;
  message: string;
  position: Span;
  /** What could have stood there instead. */
  expected?: readonly string[];
  /** The nearest thing that would have been right. */
  suggestion?: string | undefined;
}

/**
 * A query that cannot be understood or run. It is the only error that parsing and compiling throw; `position` is
 * for underlining the place, `expected` and `suggestion` are for the person who typed it.
 */
export class QueryError extends Error {
  override readonly name: string = "QueryError";
  /** Stable code. */
  readonly code: QueryErrorCode;
  /** Place in the query text; offset and length are 0 where the text has no part in it (a cursor). */
  readonly position: Span;
  /** What could have stood there instead; empty when nothing in particular. */
  readonly expected: readonly string[];
  /** The nearest thing that would have been right. */
  readonly suggestion: string | undefined;

  constructor(detail: QueryErrorDetail) {
    const hint = detail.suggestion === undefined ? "" : `; did you mean ${detail.suggestion}?`;
    super(detail.message + hint);
    this.code = detail.code;
    this.position = detail.position;
    this.expected = detail.expected ?? [];
    this.suggestion = detail.suggestion;
  }
}
