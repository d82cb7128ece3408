import { type Expression, precedences } from "../expression.js";
import type { Span } from "../query-error.js";
import { quoteText } from "../quote.js";
import type { Scanner } from "../scanner.js";
import { float, sql, text } from "../sql.js";
import type { Value } from "../value.js";

/** A number, a text in quotes, `true`, `false` or `null`. */
export class LiteralExpression implements Expression {
  readonly kind = "literal";
  readonly precedence: number = precedences.atom;
  readonly span: Span;
  readonly value: string | number | boolean | null;

  constructor(value: string | number | boolean | null, span: Span = { offset: 0, length: 0 }) {
    this.value = value;
    this.span = span;
  }

  print(): string {
    return typeof this.value === "string" ? quoteText(this.value) : String(this.value);
  }

  compile(): Value {
    const { value } = this;
    if (typeof value === "string") return { sql: text(value), type: "string", literal: value };
    if (typeof value === "number") return { sql: float(value), type: "number" };
    if (value === null) return { sql: sql`CAST(NULL AS Nullable(Float64))`, type: "number" };
    return { sql: value ? sql`true` : sql`false`, type: "boolean" };
  }

  fields(): readonly string[] {
    return [];
  }
}

const keywords: readonly (readonly [string, boolean | null])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/** Takes a literal if one stands here. */
export function parseLiteral(scanner: Scanner): LiteralExpression | undefined {
  const start = scanner.offset;
  if (scanner.peek() === '"' || scanner.peek() === "'") {
    const value = scanner.quoted("value");
    return new LiteralExpression(value, scanner.spanFrom(start));
  }
  const number = scanner.match(/(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?(?![\p{L}\p{N}_.])/uy, "number");
  if (number !== undefined) return numberLiteral(scanner, Number(number), start);
  for (const [keyword, value] of keywords) {
    if (scanner.acceptKeyword(keyword)) return new LiteralExpression(value, scanner.spanFrom(start));
  }
  return undefined;
}

function numberLiteral(scanner: Scanner, value: number, start: number): LiteralExpression {
  if (Number.isFinite(value)) return new LiteralExpression(value, scanner.spanFrom(start));
  const position = scanner.spanFrom(start);
  return scanner.fail({ code: "CW_STORE_QUERY_VALUE", message: "the number is too large", position });
}
