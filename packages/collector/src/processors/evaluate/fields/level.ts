import { levelSpellings, type Scalar, severityRange } from "@cordwood/store/query";
import { type Comparison, numberOf } from "@cordwood/store/query/ast";
import type { RecordTest } from "../evaluation.js";
import { ConditionError } from "../condition-error.js";
import { ordered, plainField } from "./plain.js";
import type { FieldSemantics } from "./semantics.js";

function severities({ text }: Scalar): readonly [number, number] {
  const number = numberOf(text);
  const range = number === undefined ? severityRange(text) : ([number, number] as const);
  if (range === undefined) throw new ConditionError(`'${text.slice(0, 40)}' is no level that can be compared`);
  return range;
}

/** Compares severities: `>=warning` from the lowest number of warning on, `>warning` above its highest. */
function compare(operator: Comparison, value: Scalar): RecordTest {
  const [low, high] = severities(value);
  const bound = operator === ">=" || operator === "<" ? low : high;
  const isSo = ordered(operator);
  const known = operator.startsWith("<");
  return ({ severity }) => isSo(severity - bound) && (!known || severity > 0);
}

/** The level: any case, all spellings of a known level, order by severity. */
export const levelField: FieldSemantics = {
  equals: (value, field) => {
    const spellings = levelSpellings(value.text);
    return (record) => spellings.includes(field.text(record));
  },
  compare,
  glob: (pieces, field) =>
    plainField.glob(
      pieces.map((piece) => piece.toLowerCase()),
      field,
    ),
  regex: plainField.regex,
};
