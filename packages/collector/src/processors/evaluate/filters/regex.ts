import type { RegexFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { recordField } from "../field-source.js";
import { semanticsOf } from "../fields/semantics.js";

/** `field:/regex/` */
export const regexEvaluation: FilterEvaluation<RegexFilter> = {
  kind: "regex",
  compile: ({ field, pattern, ignoreCase }) =>
    semanticsOf(field).regex(ignoreCase ? `(?i)${pattern}` : pattern, recordField(field)),
};
