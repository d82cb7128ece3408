import { AggregateCall } from "../aggregates/aggregate-call.js";
import { FieldExpression } from "../expressions/field.js";
import { group } from "../grouping.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { type Column, type CompileContext, type Relation, table } from "../relation.js";
import { sql } from "../sql.js";
import type { Stage, StageDefinition } from "../stage.js";
import { parseNames } from "./fields.js";
import { ExpressionKey } from "./group-key.js";
import { parseRowCount } from "./limit.js";

const rowsDefault = 10;

/** `top N f, g`: the most frequent values, or combinations, with their `count` and their `share` of all rows. */
export class TopStage implements Stage {
  readonly kind = "top";
  readonly live = false;
  readonly makesTable = true;
  readonly span: Span;
  readonly rows: number;
  readonly names: readonly string[];

  constructor(rows: number, names: readonly string[], span: Span = { offset: 0, length: 0 }) {
    this.rows = rows;
    this.names = [...new Set(names)];
    this.span = span;
  }

  print(): string {
    return `top ${this.rows} ${this.names.map(quoteName).join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const keys = this.names.map((name) => new ExpressionKey(new FieldExpression(name, this.span)));
    const counted = group(relation, context, [new AggregateCall("count", [], "count", this.span)], keys);
    const columns = new Map<string, Column>(counted.columns);
    const count = columns.get("count")?.sql ?? sql`1`;
    const share = context.alias();
    columns.set("share", { sql: share, type: "number" });
    const statement = sql`SELECT *, ${count} / sum(${count}) OVER () AS ${share} FROM ${counted.source}`;
    const order = [sql`${count} DESC`, ...counted.order];
    return { ...table(statement, columns, order), limit: this.rows };
  }

  fields(): readonly string[] {
    return this.names;
  }
}

/** How `top` is written. */
export const topStage: StageDefinition = {
  name: "top",
  syntax: "top [N] f, …",
  summary: "the N (10) most frequent values with their count and share",
  parse: (scanner, start) => {
    scanner.skipSpace();
    const rows = scanner.look(/\d/y) === undefined ? rowsDefault : parseRowCount(scanner);
    scanner.skipSpace();
    scanner.acceptKeyword("by");
    const names = parseNames(scanner);
    return new TopStage(rows, names, scanner.spanFrom(start));
  },
};
