import { parseTimeSpan, type Scalar, type TimeSpan } from "@cordwood/store/query";
import { ConditionError } from "../condition-error.js";
import type { EvaluationContext } from "../evaluation.js";
import { timeOf } from "../field-source.js";
import { plainField } from "./plain.js";
import type { FieldSemantics } from "./semantics.js";

/** What a written time covers; relative ones anew for each record. */
export function spanReader(text: string, now: () => bigint): () => TimeSpan {
  const span = parseTimeSpan(text, now());
  if (span === undefined) throw new ConditionError(`'${text.slice(0, 40)}' is no time between 1900 and 2262`);
  return text.trim().startsWith("now") ? () => parseTimeSpan(text, now()) ?? span : () => span;
}

function reader({ text }: Scalar, context: EvaluationContext): () => TimeSpan {
  return spanReader(text, () => context.now());
}

/** The time: a written time covers its whole day, minute or second. */
export const timeField: FieldSemantics = {
  equals: (value, _field, context) => {
    const span = reader(value, context);
    return (record) => timeOf(record) >= span().from && timeOf(record) < span().to;
  },
  compare: (operator, value, _field, context) => {
    const span = reader(value, context);
    if (operator === ">") return (record) => timeOf(record) >= span().to;
    if (operator === "<=") return (record) => timeOf(record) < span().to;
    if (operator === "<") return (record) => timeOf(record) < span().from;
    return (record) => timeOf(record) >= span().from;
  },
  glob: plainField.glob,
  regex: plainField.regex,
};
