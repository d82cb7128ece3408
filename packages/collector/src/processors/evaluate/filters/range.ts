import type { RangeFilter } from "@cordwood/store/query/ast";
import type { FilterEvaluation, RecordTest } from "../evaluation.js";
import { recordField } from "../field-source.js";
import { semanticsOf } from "../fields/semantics.js";

/** `field:[a TO b]` */
export const rangeEvaluation: FilterEvaluation<RangeFilter> = {
  kind: "range",
  compile: ({ field, from, to }, context) => {
    const source = recordField(field);
    const { compare } = semanticsOf(field);
    const tests: RecordTest[] = [];
    if (from.value) tests.push(compare(from.inclusive ? ">=" : ">", from.value, source, context));
    if (to.value) tests.push(compare(to.inclusive ? "<=" : "<", to.value, source, context));
    if (tests.length === 0) return (record) => source.present(record);
    return (record) => tests.every((holds) => holds(record));
  },
};
