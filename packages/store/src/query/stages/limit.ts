import { firstRows } from "../first-rows.js";
import { stageRowsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import { type CompileContext, type Relation, scopeOf } from "../relation.js";
import type { Scanner } from "../scanner.js";
import { list } from "../sql.js";
import type { Stage, StageDefinition } from "../stage.js";
import { type GroupKey, parseGroupKeys } from "./group-key.js";
import { printKeys } from "./stats.js";

/**
 * `limit N`: the first N rows, in the order of the stages before; the newest N records when nothing sorted them.
 * `limit N by f`: the first N rows of each value of `f`.
 */
export class LimitStage implements Stage {
  readonly kind = "limit";
  readonly live = false;
  readonly makesTable = false;
  readonly span: Span;
  readonly rows: number;
  readonly keys: readonly GroupKey[];

  constructor(rows: number, keys: readonly GroupKey[] = [], span: Span = { offset: 0, length: 0 }) {
    this.rows = rows;
    this.keys = keys;
    this.span = span;
  }

  print(): string {
    return `limit ${this.rows}${printKeys(this.keys)}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    if (this.keys.length > 0) {
      return firstRows(relation, context, this.rows, (rows) => {
        const scope = scopeOf(rows, context);
        return list(this.keys.map((key) => key.compile(scope).sql));
      });
    }
    return { ...relation, limit: Math.min(this.rows, relation.limit ?? this.rows) };
  }

  fields(): readonly string[] {
    return this.keys.flatMap((key) => key.fields());
  }
}

/** Takes a number of rows. */
export function parseRowCount(scanner: Scanner): number {
  scanner.skipSpace();
  const start = scanner.offset;
  const digits = scanner.match(/\d{1,15}(?![\p{L}\p{N}_.])/uy, "number");
  if (digits === undefined) return scanner.fail({ message: "expected a number of rows", expected: ["10"] });
  const rows = Number(digits);
  if (rows <= stageRowsMax) return rows;
  const position = scanner.spanFrom(start);
  return scanner.fail({ code: "CW_STORE_QUERY_LIMIT", message: `at most ${stageRowsMax} rows`, position });
}

/** How `limit` is written. */
export const limitStage: StageDefinition = {
  name: "limit",
  syntax: "limit N [by f, …]",
  summary: "the first N rows, or the first N of each value",
  parse: (scanner, start) => {
    const rows = parseRowCount(scanner);
    const keys = parseGroupKeys(scanner);
    return new LimitStage(rows, keys, scanner.spanFrom(start));
  },
};
