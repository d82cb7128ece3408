import type { Filter } from "@cordwood/store/query";
import type { FilterEvaluation } from "../evaluation.js";

/** `*`: every record. */
export const allEvaluation: FilterEvaluation<Filter> = { kind: "all", compile: () => () => true };
