// What rows are grouped by: an expression, or an interval of time or of numbers.

import type { Expression, Scope } from "../expression.js";
import { precedences } from "../expression.js";
import { FieldExpression } from "../expressions/field.js";
import { parseExpression } from "../expressions/parse.js";
import { stageItemsMax } from "../limits.js";
import type { Span } from "../query-error.js";
import { quoteName } from "../quote.js";
import type { Scanner } from "../scanner.js";
import { float, int64, type Sql, sql } from "../sql.js";
import { formatDuration, parseDuration } from "../time.js";
import { toNumber, type Value } from "../value.js";

/** One key of a group. */
export interface GroupKey {
  readonly column: string;
  /** Nanoseconds of one interval of time. */
  readonly step: bigint | undefined;
  print(): string;
  compile(scope: Scope): Value;
  fields(): readonly string[];
}

function printAs(as: string | undefined): string {
  return as === undefined ? "" : ` as ${quoteName(as)}`;
}

/** `f` or another expression. */
export class ExpressionKey implements GroupKey {
  readonly kind = "expression";
  readonly step: bigint | undefined = undefined;
  readonly expression: Expression;
  readonly as: string | undefined;

  constructor(expression: Expression, as?: string) {
    this.expression = expression;
    this.as = as;
  }

  get column(): string {
    const { expression } = this;
    return this.as ?? (expression instanceof FieldExpression ? expression.name : expression.print());
  }

  print(): string {
    return this.expression.print() + printAs(this.as);
  }

  compile(scope: Scope): Value {
    return this.expression.compile(scope);
  }

  fields(): readonly string[] {
    return this.expression.fields();
  }
}

/** `bin(5m)`: the beginning of the interval of time. */
export class TimeBinKey implements GroupKey {
  readonly kind = "time-bin";
  readonly step: bigint;
  readonly as: string | undefined;
  readonly span: Span;

  constructor(step: bigint, as?: string, span: Span = { offset: 0, length: 0 }) {
    this.step = step;
    this.as = as;
    this.span = span;
  }

  get column(): string {
    return this.as ?? "time";
  }

  print(): string {
    return `bin(${formatDuration(this.step)})${printAs(this.as)}`;
  }

  compile(scope: Scope): Value {
    const time = scope.resolve("time", this.span);
    return { sql: timeBin(time.sql, this.step), type: "time" };
  }

  fields(): readonly string[] {
    return ["time"];
  }
}

const week = 604_800_000_000_000n;
const monday = 345_600_000_000_000n;

/** By how much the intervals are shifted from the epoch: weeks begin on Monday. */
export function shiftOf(step: bigint): bigint {
  return step % week === 0n ? monday : 0n;
}

/** The beginning of the interval in which a time lies; weeks begin on Monday, all others at the epoch. */
function timeBin(time: Sql, step: bigint): Sql {
  const shift = shiftOf(step);
  const nanoseconds = sql`toUnixTimestamp64Nano(${time})`;
  const rest = sql`positiveModulo(${nanoseconds} - ${int64(shift)}, ${int64(step)})`;
  return sql`fromUnixTimestamp64Nano(${nanoseconds} - ${rest}, 'UTC')`;
}

/** `bin(f, 10)`: the lower end of the interval of numbers. */
export class NumberBinKey implements GroupKey {
  readonly kind = "number-bin";
  readonly step: bigint | undefined = undefined;
  readonly expression: Expression;
  readonly width: number;
  readonly as: string | undefined;

  constructor(expression: Expression, width: number, as?: string) {
    this.expression = expression;
    this.width = width;
    this.as = as;
  }

  get column(): string {
    return this.as ?? `bin(${this.expression.print()}, ${this.width})`;
  }

  print(): string {
    return `bin(${this.expression.print()}, ${this.width})${printAs(this.as)}`;
  }

  compile(scope: Scope): Value {
    const value = toNumber(this.expression.compile(scope));
    return { sql: sql`(floor(${value} / ${float(this.width)}) * ${float(this.width)})`, type: "number" };
  }

  fields(): readonly string[] {
    return this.expression.fields();
  }
}

/** Takes `by a, bin(5m)` if it stands here. */
export function parseGroupKeys(scanner: Scanner): GroupKey[] {
  scanner.skipSpace();
  scanner.want({ kind: "keyword", keywords: ["by"] });
  if (!scanner.acceptKeyword("by")) return [];
  const keys: GroupKey[] = [];
  do {
    keys.push(parseGroupKey(scanner));
    scanner.skipSpace();
  } while (keys.length < stageItemsMax && scanner.accept(",", "punctuation"));
  return keys;
}

function parseGroupKey(scanner: Scanner): GroupKey {
  scanner.skipSpace();
  scanner.want({ kind: "keyword", keywords: ["bin("] });
  const start = scanner.offset;
  if (scanner.look(/bin\s*\(/iy) !== undefined) return parseBin(scanner, start);
  const expression = parseExpression(scanner, precedences.sum);
  return new ExpressionKey(expression, parseAs(scanner));
}

function parseBin(scanner: Scanner, start: number): GroupKey {
  scanner.match(/bin/iy, "function");
  scanner.require("(", "punctuation");
  const step = parseStep(scanner);
  if (step !== undefined) {
    scanner.require(")", "punctuation");
    const span = scanner.spanFrom(start);
    return new TimeBinKey(step, parseAs(scanner), span);
  }
  const expression = parseExpression(scanner);
  scanner.require(",", "punctuation");
  scanner.skipSpace();
  const timed = expression instanceof FieldExpression && expression.name === "time" ? parseStep(scanner) : undefined;
  const width = timed === undefined ? parseWidth(scanner) : 0;
  scanner.require(")", "punctuation");
  const span = scanner.spanFrom(start);
  const as = parseAs(scanner);
  return timed === undefined ? new NumberBinKey(expression, width, as) : new TimeBinKey(timed, as, span);
}

function parseWidth(scanner: Scanner): number {
  const digits = scanner.match(/\d+(?:\.\d+)?/y, "number");
  const width = Number(digits);
  if (digits !== undefined && width > 0 && Number.isFinite(width)) return width;
  return scanner.fail({ message: "expected the width of an interval", expected: ["10", "0.5"] });
}

/** Takes a duration if one stands here. */
export function parseStep(scanner: Scanner): bigint | undefined {
  scanner.skipSpace();
  const start = scanner.offset;
  const written = scanner.match(/(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+(?![\p{L}\p{N}_.])/uy, "number");
  if (written === undefined) return undefined;
  const step = parseDuration(written);
  if (step !== undefined && step > 0n) return step;
  const position = scanner.spanFrom(start);
  return scanner.fail({ code: "CW_STORE_QUERY_VALUE", message: "the interval is no usable duration", position });
}

/** Takes `as name` if it stands here. */
function parseAs(scanner: Scanner): string | undefined {
  const end = scanner.offset;
  scanner.skipSpace();
  if (scanner.acceptKeyword("as")) return scanner.name("a name for the column");
  scanner.offset = end;
  return undefined;
}
