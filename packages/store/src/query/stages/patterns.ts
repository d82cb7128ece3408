import { mineTemplates, type Sample } from "../../patterns/mine.js";
import { patternsDefault, patternShapesMax } from "../limits.js";
import type { Span } from "../query-error.js";
import {
  type Column,
  type CompileContext,
  fromClause,
  isCut,
  nest,
  type Relation,
  scopeOf,
  table,
} from "../relation.js";
import { sql } from "../sql.js";
import type { Stage, StageDefinition } from "../stage.js";
import { toText } from "../value.js";
import { parseRowCount } from "./limit.js";

/**
 * `patterns N`: the templates of the messages, most frequent first, each with its count, its share of all rows and a
 * query that selects it. It must be the last stage: the engine counts messages by shape (without digits), and the
 * templates are found in what it answers.
 */
class PatternsStage implements Stage {
  readonly kind = "patterns";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly rows: number;

  constructor(rows: number = patternsDefault, span: Span = { offset: 0, length: 0 }) {
    this.rows = rows;
    this.span = span;
  }

  print(): string {
    return `patterns ${this.rows}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const inner = isCut(relation) ? nest(relation, context) : relation;
    const message = toText(scopeOf(inner, context).resolve("message", this.span));
    // The table has the hash of the shape as a column, which a subquery or a computed message does not have.
    const stored = inner.source === context.schema.table && !inner.columns.has("message");
    const shape = stored ? sql`pattern` : sql`cityHash64(translate(${message}, '0123456789abcdefABCDEF', ''))`;
    const [count, first, last, total] = [context.alias(), context.alias(), context.alias(), context.alias()];
    const counted = sql`SELECT count() AS ${count}, min(${message}) AS ${first}, max(${message}) AS ${last}${fromClause(inner, context)} GROUP BY ${shape}`;
    const statement = sql`SELECT *, sum(${count}) OVER () AS ${total} FROM (${counted})`;
    const columns = new Map<string, Column>([
      ["count", { sql: count, type: "number" }],
      ["first", { sql: first, type: "string" }],
      ["last", { sql: last, type: "string" }],
      ["total", { sql: total, type: "number" }],
    ]);
    const order = [sql`${count} DESC`, sql`${first} ASC`];
    const finish = { columns: patternColumns, read: (rows: readonly unknown[][]) => readPatterns(rows, this.rows) };
    return { ...table(statement, columns, order), limit: patternShapesMax, finish };
  }

  fields(): readonly string[] {
    return ["message"];
  }
}

const patternColumns = [
  { name: "template", type: "string" as const },
  { name: "count", type: "number" as const },
  { name: "share", type: "number" as const },
  { name: "query", type: "string" as const },
];

/** Templates from rows of count, least and greatest message of one shape, and the number of all rows. */
function readPatterns(rows: readonly unknown[][], limit: number): unknown[][] {
  const samples: Sample[] = [];
  let total = 0;
  for (const [count, first, last, all] of rows) {
    total = Number(all);
    const half = first === last ? 0 : Math.floor(Number(count) / 2);
    samples.push({ message: String(first), count: Number(count) - half });
    if (half > 0) samples.push({ message: String(last), count: half });
  }
  const templates = mineTemplates(samples).slice(0, limit);
  return templates.map(({ template, count, query }) => [template, count, count / total, query]);
}

/** How `patterns` is written. */
export const patternsStage: StageDefinition = {
  name: "patterns",
  syntax: "patterns [N]",
  summary: `templates of the messages with their count and share, ${patternsDefault} where no number is given`,
  parse: (scanner, start) => {
    scanner.skipSpace();
    const rows = scanner.look(/\d/y) === undefined ? patternsDefault : parseRowCount(scanner);
    return new PatternsStage(rows, scanner.spanFrom(start));
  },
};
