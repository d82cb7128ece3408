import type { Expression } from "../expression.js";
import { parseExpression } from "../expressions/parse.js";
import { stageItemsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import { type CompileContext, compute, type Relation, scopeOf } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";
import { rejectFixed } from "./fixed-fields.js";

/** A name and what it stands for. */
export interface Assignment {
  name: string;
  expression: Expression;
}

/** `eval x = …, y = …`: computes fields; each may use those before it. */
export class EvalStage implements Stage {
  readonly kind = "eval";
  readonly live = true;
  readonly makesTable = false;
  readonly span: Span;
  readonly assignments: readonly Assignment[];

  constructor(assignments: readonly Assignment[], span: Span = { offset: 0, length: 0 }) {
    this.assignments = assignments;
    this.span = span;
  }

  print(): string {
    const assignments = this.assignments.map(({ name, expression }) => `${quoteName(name)} = ${expression.print()}`);
    return `eval ${assignments.join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    let result = relation;
    for (const { name, expression } of this.assignments) {
      rejectFixed(result, name, this.span);
      const value = expression.compile(scopeOf(result, context));
      result = compute(result, context, new Map([[name, value]]));
    }
    return result;
  }

  fields(): readonly string[] {
    return this.assignments.flatMap(({ expression }) => expression.fields());
  }
}

function parseAssignment(scanner: Scanner): Assignment {
  const name = scanner.name("a name for the field");
  scanner.require("=", "operator");
  return { name, expression: parseExpression(scanner) };
}

/** How `eval` is written. */
export const evalStage: StageDefinition = {
  name: "eval",
  syntax: "eval x = expression, …",
  summary: "computes fields",
  parse: (scanner, start) => {
    const assignments: Assignment[] = [];
    do {
      assignments.push(parseAssignment(scanner));
      scanner.skipSpace();
    } while (assignments.length < stageItemsMax && scanner.accept(",", "punctuation"));
    return new EvalStage(assignments, scanner.spanFrom(start));
  },
};
