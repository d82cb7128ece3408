import type { CallExpression } from "@cordwood/store/query/ast";
import { ConditionError } from "../condition-error.js";
import type { ExpressionEvaluation } from "../evaluation.js";
import { functionEvaluations } from "../functions/functions.js";

/** `name(a, b)`: a function of one record. */
export const callEvaluation: ExpressionEvaluation<CallExpression> = {
  kind: "call",
  compile: ({ name, args }, context) => {
    const evaluate = functionEvaluations.get(name);
    if (evaluate === undefined) throw new ConditionError(`${name}() cannot be used in a pipeline`);
    return evaluate(
      args.map((argument) => context.expression(argument)),
      context,
    );
  },
};
