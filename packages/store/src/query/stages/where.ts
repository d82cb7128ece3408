import type { Expression } from "../expression.js";
import { parseExpression } from "../expressions/parse.js";
import type { Span } from "../query-error.js";
import { type CompileContext, isCut, nest, type Relation, scopeOf } from "../relation.js";
import type { Stage, StageDefinition } from "../stage.js";
import { toCondition } from "../value.js";

/** `where condition`: the rows for which the expression holds. */
export class WhereStage implements Stage {
  readonly kind = "where";
  readonly live = true;
  readonly makesTable = false;
  readonly span: Span;
  readonly condition: Expression;

  constructor(condition: Expression, span: Span = { offset: 0, length: 0 }) {
    this.condition = condition;
    this.span = span;
  }

  print(): string {
    return `where ${this.condition.print()}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const inner = isCut(relation) ? nest(relation, context) : relation;
    const condition = toCondition(this.condition.compile(scopeOf(inner, context)));
    return { ...inner, conditions: [...inner.conditions, condition] };
  }

  fields(): readonly string[] {
    return this.condition.fields();
  }
}

/** How `where` is written. */
export const whereStage: StageDefinition = {
  name: "where",
  syntax: "where condition",
  summary: "rows for which an expression holds",
  parse: (scanner, start) => {
    const condition = parseExpression(scanner);
    return new WhereStage(condition, scanner.spanFrom(start));
  },
};
