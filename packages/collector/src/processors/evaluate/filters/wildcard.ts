import type { WildcardFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation } from "../evaluation.js";
import { recordField } from "../field-source.js";
import { semanticsOf } from "../fields/semantics.js";

/** `field:a*b` */
export const wildcardEvaluation: FilterEvaluation<WildcardFilter> = {
  kind: "wildcard",
  compile: ({ field, pieces }) => semanticsOf(field).glob(pieces, recordField(field)),
};
