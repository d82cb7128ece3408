import { type Expression, precedences, type Scope } from "../expression.js";
import { functionNames, functions } from "../functions/functions.js";
import { stageItemsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import type { Scanner } from "../scanner.js";
import { nearest } from "../suggest.js";
import type { Value } from "../value.js";
import { parseExpression } from "./parse.js";

/** `name(a, b)`: a function of one row. */
export class CallExpression implements Expression {
  readonly kind = "call";
  readonly precedence: number = precedences.atom;
  readonly span: Span;
  readonly name: string;
  readonly args: readonly Expression[];

  constructor(name: string, args: readonly Expression[], span: Span = { offset: 0, length: 0 }) {
    this.name = name;
    this.args = args;
    this.span = span;
  }

  print(): string {
    return `${this.name}(${this.args.map((argument) => argument.print()).join(", ")})`;
  }

  compile(scope: Scope): Value {
    const definition = functions.get(this.name);
    if (definition === undefined) throw new RangeError(`no function ${this.name}`);
    const values = this.args.map((argument) => argument.compile(scope));
    return definition.compile(values, { scope, span: this.span });
  }

  fields(): readonly string[] {
    return this.args.flatMap((argument) => argument.fields());
  }
}

/** Takes the arguments of the function whose name has been taken. */
export function parseCall(scanner: Scanner, written: string, start: number): Expression {
  const name = written.toLowerCase();
  const definition = functions.get(name);
  const position = { offset: start, length: written.length };
  if (definition === undefined) {
    const suggestion = nearest(name, functionNames);
    const message = `there is no function ${written}`;
    return scanner.fail({ code: "CW_STORE_QUERY_NAME", message, position, suggestion });
  }
  scanner.reclassify(start, "function");
  const args = parseArguments(scanner);
  const [least, most] = definition.arguments;
  if (args.length < least || args.length > most) {
    const message = `${name} is written ${definition.syntax}; here are ${args.length} arguments`;
    scanner.fail({ message, position: scanner.spanFrom(start), expected: [definition.syntax] });
  }
  return new CallExpression(name, args, scanner.spanFrom(start));
}

/** Takes `(a, b)`. */
export function parseArguments(scanner: Scanner): Expression[] {
  scanner.require("(", "punctuation");
  const args: Expression[] = [];
  scanner.skipSpace();
  while (!scanner.accept(")", "punctuation")) {
    if (args.length > 0) scanner.require(",", "punctuation");
    if (args.length >= stageItemsMax) {
      scanner.fail({ code: "CW_STORE_QUERY_LIMIT", message: `more than ${stageItemsMax} arguments` });
    }
    args.push(parseExpression(scanner));
    scanner.skipSpace();
  }
  return args;
}
