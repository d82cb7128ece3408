// Reads expressions by binding strength. Operators are in operators.ts, functions in functions/.

import { type Expression, precedences } from "../expression.js";
import { stageItemsMax } from "../limits.js";
import type { Scanner } from "../scanner.js";
import { BinaryExpression } from "./binary.js";
import { parseCall } from "./call.js";
import { FieldExpression } from "./field.js";
import { InExpression } from "./in.js";
import { type LiteralExpression, parseLiteral } from "./literal.js";
import { parseMatch } from "./match.js";
import { NotExpression } from "./not.js";
import { takeOperator } from "./operators.js";
import { SignExpression } from "./sign.js";

/** Takes an expression. */
export function parseExpression(scanner: Scanner, least = 0): Expression {
  scanner.skipSpace();
  const start = scanner.offset;
  const grouped = scanner.peek() === "(";
  let left = scanner.nest(() => parsePrefix(scanner));
  let strength: number = grouped ? precedences.atom : left.precedence;
  for (;;) {
    scanner.skipSpace();
    const next = parseSuffix(scanner, { left, strength, start }, least);
    if (next === undefined) return left;
    left = next;
    strength = next.precedence;
  }
}

/** What stands before an operator, and how strongly it binds: as an atom when it stood in parentheses. */
interface Operand {
  left: Expression;
  strength: number;
  start: number;
}

function parseSuffix(scanner: Scanner, operand: Operand, least: number): Expression | undefined {
  const { left, strength, start } = operand;
  if (least <= precedences.comparison && strength > precedences.comparison) {
    const special = parseMatch(scanner, left, start) ?? parseIn(scanner, left, start);
    if (special !== undefined) return special;
  }
  const operator = takeOperator(scanner, least, strength);
  if (operator === undefined) return undefined;
  scanner.countExpression();
  const right = parseExpression(scanner, operator.precedence + 1);
  return new BinaryExpression(operator.symbol, left, right, scanner.spanFrom(start));
}

function parsePrefix(scanner: Scanner): Expression {
  const start = scanner.offset;
  scanner.countExpression();
  scanner.want({ kind: "column" });
  scanner.want({ kind: "function" });
  if (scanner.accept("(", "punctuation")) {
    const inner = parseExpression(scanner);
    scanner.require(")", "punctuation");
    return inner;
  }
  if (scanner.acceptKeyword("not") || scanner.match(/!(?!=)/y, "operator") !== undefined) {
    return new NotExpression(parseExpression(scanner, precedences.not), scanner.spanFrom(start));
  }
  if (scanner.accept("-", "operator")) {
    return new SignExpression(parseExpression(scanner, precedences.sign), scanner.spanFrom(start));
  }
  return parseLiteral(scanner) ?? parseName(scanner);
}

function parseName(scanner: Scanner): Expression {
  const start = scanner.offset;
  const quoted = scanner.peek() === "`";
  const name = scanner.name("a field, a number, a text in quotes or a function");
  if (!quoted && scanner.look(/\s*\(/y) !== undefined) return parseCall(scanner, name, start);
  return new FieldExpression(name, scanner.spanFrom(start));
}

function parseIn(scanner: Scanner, left: Expression, start: number): Expression | undefined {
  if (!scanner.acceptKeyword("in")) return undefined;
  scanner.require("(", "punctuation");
  const values: LiteralExpression[] = [];
  do {
    scanner.skipSpace();
    const value = parseLiteral(scanner);
    if (value === undefined) scanner.fail({ message: "expected a number or a text in quotes", expected: ['"text"'] });
    values.push(value);
    scanner.skipSpace();
  } while (values.length < stageItemsMax && scanner.accept(",", "punctuation"));
  scanner.require(")", "punctuation");
  return new InExpression(left, values, scanner.spanFrom(start));
}
