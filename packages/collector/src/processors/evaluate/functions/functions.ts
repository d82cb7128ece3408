// All functions of expressions, by name.
import type { FunctionEvaluation } from "./function-evaluation.js";
import { logicFunctions } from "./logic.js";
import { numberFunctions } from "./number.js";
import { textFunctions } from "./text.js";
import { timeFunctions } from "./time.js";

/** How each function is evaluated. */
export const functionEvaluations: ReadonlyMap<string, FunctionEvaluation> = new Map(
  [textFunctions, numberFunctions, logicFunctions, timeFunctions].flatMap((group) => Object.entries(group)),
);
