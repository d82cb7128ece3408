import { stageRowsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import type { CompileContext, Relation } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";

/** `limit N`: the first N rows, in the order of the stages before; the newest N records when nothing sorted them. */
export class LimitStage implements Stage {
  readonly kind = "limit";
  readonly live = false;
  readonly makesTable = false;
  readonly span: Span;
  readonly rows: number;

  constructor(rows: number, span: Span = { offset: 0, length: 0 }) {
    this.rows = rows;
    this.span = span;
  }

  print(): string {
    return `limit ${this.rows}`;
  }

  apply(relation: Relation, _context: CompileContext): Relation {
    return { ...relation, limit: Math.min(this.rows, relation.limit ?? this.rows) };
  }

  fields(): readonly string[] {
    return [];
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
  syntax: "limit N",
  summary: "the first N rows",
  parse: (scanner, start) => {
    const rows = parseRowCount(scanner);
    return new LimitStage(rows, scanner.spanFrom(start));
  },
};
