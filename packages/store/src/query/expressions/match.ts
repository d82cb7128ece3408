import { type Expression, precedences, printOperand, type Scope } from "../expression.js";
import { takeRegex } from "../filters/regex.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { sql, text } from "../sql.js";
import { toText, type Value } from "../value.js";

/** `a ~ /regex/` and `a !~ /regex/`: a part of the text matches, or none does. */
export class MatchExpression implements Expression {
  readonly kind = "match";
  readonly precedence: number = precedences.comparison;
  readonly span: Span;
  readonly operand: Expression;
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly negated: boolean;

  constructor(
    operand: Expression,
    regex: { pattern: string; ignoreCase: boolean; negated: boolean },
    span: Span = { offset: 0, length: 0 },
  ) {
    this.operand = operand;
    this.pattern = regex.pattern;
    this.ignoreCase = regex.ignoreCase;
    this.negated = regex.negated;
    this.span = span;
  }

  print(): string {
    const operand = printOperand(this.operand, precedences.comparison + 1);
    return `${operand} ${this.negated ? "!~" : "~"} /${this.pattern}/${this.ignoreCase ? "i" : ""}`;
  }

  compile(scope: Scope): Value {
    const pattern = text(this.ignoreCase ? `(?i)${this.pattern}` : this.pattern);
    const matches = sql`match(${toText(this.operand.compile(scope))}, ${pattern})`;
    return { sql: this.negated ? sql`(NOT ${matches})` : matches, type: "boolean" };
  }

  fields(): readonly string[] {
    return this.operand.fields();
  }
}

/** Takes `~ /regex/` after an expression. */
export function parseMatch(scanner: Scanner, operand: Expression, start: number): Expression | undefined {
  const operator = scanner.match(/!?~/y, "operator");
  if (operator === undefined) return undefined;
  scanner.skipSpace();
  const regex = takeRegex(scanner);
  if (regex === undefined) return scanner.fail({ message: "expected a regular expression", expected: ["/regex/"] });
  return new MatchExpression(operand, { ...regex, negated: operator === "!~" }, scanner.spanFrom(start));
}
