import type { Expression, Scope } from "../expression.js";
import { parseArguments } from "../expressions/call.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Scanner } from "../scanner.js";
import { nearest } from "../suggest.js";
import type { Value } from "../value.js";
import type { AggregatePlace } from "./aggregate-definition.js";
import { aggregateNames, findAggregate } from "./aggregates.js";

/** `p95(f) as slow`: an aggregate and the name of its column. */
export class AggregateCall {
  readonly kind = "aggregate";
  readonly span: Span;
  readonly name: string;
  readonly args: readonly Expression[];
  /** Name given with `as`. */
  readonly as: string | undefined;

  constructor(name: string, args: readonly Expression[], as?: string, span: Span = { offset: 0, length: 0 }) {
    this.name = name;
    this.args = args;
    this.as = as;
    this.span = span;
  }

  private get call(): string {
    return `${this.name}(${this.args.map((argument) => argument.print()).join(", ")})`;
  }

  /** Name of its column: as given, else as written. */
  get column(): string {
    return this.as ?? this.call;
  }

  print(): string {
    return this.as === undefined ? this.call : `${this.call} as ${quoteName(this.as)}`;
  }

  compile(scope: Scope, place: Omit<AggregatePlace, "span">): Value {
    const definition = findAggregate(this.name);
    if (definition === undefined) throw new RangeError(`no aggregate ${this.name}`);
    const args = this.args.map((argument) => argument.compile(scope));
    return definition.compile(args, { ...place, span: this.span });
  }

  /** What stands in its column where there are no rows. */
  get ofNone(): unknown {
    return findAggregate(this.name)?.ofNone ?? null;
  }

  /** It is an estimate where it is above this number. */
  get approximateAbove(): number | undefined {
    return findAggregate(this.name)?.approximateAbove;
  }

  fields(): readonly string[] {
    return this.args.flatMap((argument) => argument.fields());
  }
}

/** Takes an aggregate with its arguments and its name. */
export function parseAggregate(scanner: Scanner): AggregateCall {
  scanner.skipSpace();
  scanner.want({ kind: "aggregate" });
  const start = scanner.offset;
  const written = scanner.match(/[A-Za-z_]\w*(?:\.\d+)?/y, "function");
  if (written === undefined) return scanner.fail({ message: "expected an aggregate", expected: aggregateNames });
  const name = written.toLowerCase();
  const definition = findAggregate(name);
  if (definition === undefined) {
    const position = scanner.spanFrom(start);
    const suggestion = nearest(name, aggregateNames);
    const message = `there is no aggregate ${written}`;
    return scanner.fail({ code: "CW_STORE_QUERY_NAME", message, position, expected: aggregateNames, suggestion });
  }
  const args = scanner.look(/\s*\(/y) === undefined ? [] : parseArguments(scanner);
  const [least, most] = definition.arguments;
  if (args.length < least || args.length > most) {
    const message = `${name} is written ${definition.syntax}; here are ${args.length} arguments`;
    scanner.fail({ message, position: scanner.spanFrom(start), expected: [definition.syntax] });
  }
  const end = scanner.offset;
  scanner.skipSpace();
  if (!scanner.acceptKeyword("as")) {
    scanner.offset = end;
    return new AggregateCall(name, args, undefined, scanner.spanFrom(start));
  }
  const as = scanner.name("a name for the column");
  return new AggregateCall(name, args, as, scanner.spanFrom(start));
}
