import type { FunctionDefinition } from "./function-definition.js";
import { logicFunctions } from "./logic.js";
import { numberFunctions } from "./number.js";
import { textFunctions } from "./text.js";
import { timeFunctions } from "./time.js";

/** All functions of expressions, by name. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  [...textFunctions, ...numberFunctions, ...logicFunctions, ...timeFunctions].map((definition) => [
    definition.name,
    definition,
  ]),
);

/** Their names. */
export const functionNames: readonly string[] = [...functions.keys()];
