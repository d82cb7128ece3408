import type { EvaluationContext } from "../evaluation.js";
import type { Evaluated } from "../value.js";

/** A function of the language as a function of a record; the parser has made sure of the number of arguments. */
export type FunctionEvaluation = (args: readonly Evaluated[], context: EvaluationContext) => Evaluated;

/** The argument at `index`. */
export function argument(args: readonly Evaluated[], index: number): Evaluated {
  const value = args[index];
  if (value === undefined) throw new RangeError(`no argument ${index}`);
  return value;
}
