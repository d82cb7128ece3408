import type { Scope } from "../expression.js";
import type { Span } from "../query-error.js";
import type { Value } from "../value.js";

/** Where a function is called. */
interface CallPlace {
  scope: Scope;
  span: Span;
}

/** A function of one row: what stands in the reference, and its SQL. */
export interface FunctionDefinition {
  name: string;
  syntax: string;
  summary: string;
  /** Least and most arguments. */
  arguments: readonly [least: number, most: number];
  readonly compile: (args: readonly Value[], place: CallPlace) => Value;
}

/** The argument at `index`, which the parser has made sure of. */
export function argument(args: readonly Value[], index: number): Value {
  const value = args[index];
  if (value === undefined) throw new RangeError(`no argument ${index}`);
  return value;
}
