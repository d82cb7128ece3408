import { type Expression, precedences, printOperand } from "../expression.js";
import { parseExpression } from "../expressions/parse.js";
import { stageItemsMax } from "../limits.js";
import { orderBy } from "../order.js";
import type { Span } from "../query-error.js";
import { type CompileContext, isCut, nest, type Relation, scopeOf } from "../relation.js";
import type { Scanner } from "../scanner.js";
import type { Stage, StageDefinition } from "../stage.js";

/** One key of an order. */
export interface SortKey {
  expression: Expression;
  descending: boolean;
}

/** `sort -f, g`: rows in the order of the keys; numbers before other texts, missing values last. */
export class SortStage implements Stage {
  readonly kind = "sort";
  readonly live = false;
  readonly makesTable = false;
  readonly span: Span;
  readonly keys: readonly SortKey[];

  constructor(keys: readonly SortKey[], span: Span = { offset: 0, length: 0 }) {
    this.keys = keys;
    this.span = span;
  }

  print(): string {
    return `sort ${this.keys.map(printKey).join(", ")}`;
  }

  apply(relation: Relation, context: CompileContext): Relation {
    const inner = isCut(relation) ? nest(relation, context) : relation;
    const scope = scopeOf(inner, context);
    const order = this.keys.flatMap((key) => orderBy(key.expression.compile(scope), key.descending));
    return { ...inner, order };
  }

  fields(): readonly string[] {
    return this.keys.flatMap((key) => key.expression.fields());
  }
}

function printKey({ expression, descending }: SortKey): string {
  return `${descending ? "-" : ""}${printOperand(expression, precedences.atom)}`;
}

function parseKeys(scanner: Scanner): SortKey[] {
  const keys: SortKey[] = [];
  scanner.skipSpace();
  if (!scanner.acceptKeyword("by")) scanner.skipSpace();
  do {
    keys.push(parseKey(scanner));
    scanner.skipSpace();
  } while (keys.length < stageItemsMax && scanner.accept(",", "punctuation"));
  return keys;
}

function parseKey(scanner: Scanner): SortKey {
  scanner.skipSpace();
  const sign = scanner.match(/[-+]/y, "operator");
  const expression = parseExpression(scanner, precedences.atom);
  scanner.skipSpace();
  const after = scanner.acceptKeyword("desc") || (scanner.acceptKeyword("asc") ? false : undefined);
  return { expression, descending: after ?? sign === "-" };
}

/** How `sort` is written. */
export const sortStage: StageDefinition = {
  name: "sort",
  syntax: "sort f, -g",
  summary: "rows in order, `-` for descending",
  parse: (scanner, start) => {
    const keys = parseKeys(scanner);
    return new SortStage(keys, scanner.spanFrom(start));
  },
};
