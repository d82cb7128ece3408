// Fields taken out of a text by the groups of a regular expression: what `parse` and `extract` have in common.

import { type CompileContext, compute, type Relation, scopeOf } from "./relation.js";
import type { Span } from "./query-error.js";
import { integer, sql, text } from "./sql.js";
import { toText, type Value } from "./value.js";

/** A regular expression whose groups, in their order, are fields. A group without a name is left out. */
export interface Captures {
  pattern: string;
  names: readonly (string | undefined)[];
}

/** The rows with the captured fields; they are empty where the expression does not match. */
export function capture(
  relation: Relation,
  context: CompileContext,
  from: string,
  { pattern, names }: Captures,
  span: Span,
): Relation {
  const value = toText(scopeOf(relation, context).resolve(from, span));
  const groups: Value = { sql: sql`extractGroups(${value}, ${text(pattern)})`, type: "list" };
  const found = compute(relation, context, new Map([[groupsColumn, groups]]));
  const source = found.columns.get(groupsColumn);
  const columns = new Map(found.columns);
  columns.delete(groupsColumn);
  const values = new Map<string, Value>();
  for (const [index, name] of names.entries()) {
    if (name === undefined || source === undefined) continue;
    values.set(name, { sql: sql`${source.sql}[${integer(index + 1)}]`, type: "string" });
  }
  return compute({ ...found, columns }, context, values);
}

/** Stands for the list of groups while the fields are taken out of it; no name that can be written equals it. */
const groupsColumn = "\0groups";
