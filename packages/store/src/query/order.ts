import { type Sql, sql } from "./sql.js";
import { toNumber, type Value } from "./value.js";

/**
 * The keys that put rows in the order of a value: levels by severity, texts that are numbers by number and before the
 * other texts, missing values last.
 */
export function orderBy(value: Value, descending: boolean): Sql[] {
  const direction = descending ? sql` DESC` : sql` ASC`;
  if (value.severity !== undefined) return [sql`${value.severity}${direction}`];
  if (value.type === "time") return [sql`${value.sql}${direction}`];
  const byNumber = sql`${toNumber(value)}${direction} NULLS LAST`;
  if (value.type !== "string") return [byNumber];
  return [sql`${value.sql} = ''`, byNumber, sql`${value.sql}${direction}`];
}
