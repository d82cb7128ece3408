import type { PrefixFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { recordField } from "../field-source.js";
import { semanticsOf } from "../fields/semantics.js";

/** `field:val*` */
export const prefixEvaluation: FilterEvaluation<PrefixFilter> = {
  kind: "prefix",
  compile: ({ field, prefix }) => semanticsOf(field).glob([prefix, ""], recordField(field)),
};
