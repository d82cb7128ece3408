// All kinds of expressions, by the kind that they evaluate.
import type { Expression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { binaryEvaluation } from "./binary.js";
import { callEvaluation } from "./call.js";
import { fieldEvaluation } from "./field.js";
import { inEvaluation } from "./in.js";
import { literalEvaluation } from "./literal.js";
import { matchEvaluation } from "./match.js";
import { notEvaluation } from "./not.js";
import { signEvaluation } from "./sign.js";

const evaluations: readonly ExpressionEvaluation<Expression>[] = [
  binaryEvaluation,
  callEvaluation,
  fieldEvaluation,
  inEvaluation,
  literalEvaluation,
  matchEvaluation,
  notEvaluation,
  signEvaluation,
];

/** How each kind of expression is evaluated. */
export const expressionEvaluations: ReadonlyMap<string, ExpressionEvaluation<Expression>> = new Map(
  evaluations.map((evaluation) => [evaluation.kind, evaluation]),
);
