import type { FieldEqualsFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { recordField } from "../field-source.js";
import { semanticsOf } from "../fields/semantics.js";

/** `field:value` */
export const fieldEqualsEvaluation: FilterEvaluation<FieldEqualsFilter> = {
  kind: "field-equals",
  compile: ({ field, value }, context) => semanticsOf(field).equals(value, recordField(field), context),
};
