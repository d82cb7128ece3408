import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { firstRows } from "../first-rows.js";
import { type CompileContext, type Relation, scopeOf } from "../relation.js";
import { list } from "../sql.js";
import type { Stage, StageDefinition } from "../stage.js";
import { toText } from "../value.js";
import { parseNames } from "./fields.js";

/** `dedup f, g`: the first row of each combination of values, in the order of the rows; the newest for records. */
export class DedupStage implements Stage {
  readonly kind = "dedup";
  readonly live = false;
  readonly makesTable = false;
  readonly span: Span;
  readonly names: readonly string[];

  constructor(names: readonly string[], span: Span = { offset: 0, length: 0 }) {
    this.names = [...new Set(names)];
    this.span = span;
  }

  print(): string {
    return `dedup ${this.names.map(quoteName).join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    return firstRows(relation, context, 1, (rows) => {
      const scope = scopeOf(rows, context);
      return list(this.names.map((name) => toText(scope.resolve(name, this.span))));
    });
  }

  fields(): readonly string[] {
    return this.names;
  }
}

/** How `dedup` is written. */
export const dedupStage: StageDefinition = {
  name: "dedup",
  syntax: "dedup f, …",
  summary: "one row for each value, or combination of values",
  parse: (scanner, start) => {
    const names = parseNames(scanner);
    return new DedupStage(names, scanner.spanFrom(start));
  },
};
