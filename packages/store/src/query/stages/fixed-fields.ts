import { QueryError, type Span } from "../query-error.js";
import type { Relation } from "../relation.js";

/** Fields of records that no stage may give another value: they say which record it is. */
const fixed = new Set(["id", "time"]);

/** Throws {@link QueryError} when a stage would change the id or the time of records. */
export function rejectFixed(relation: Relation, name: string, span: Span): void {
  if (relation.kind === "table" || !fixed.has(name)) return;
  const message = `the ${name} of a record cannot be changed; choose another name`;
  throw new QueryError({ code: "CW_STORE_QUERY_NAME", message, position: span });
}
