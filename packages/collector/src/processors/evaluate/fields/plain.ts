import type { Scalar } from "@cordwood/store/query";
import { type Comparison, escapeRegex, isExactNumber, numberOf } from "@cordwood/store/query/ast";
import type { RecordTest } from "../evaluation.js";
import type { RecordField } from "../field-source.js";
import { regexTest } from "../regex.js";
import { compareTexts } from "../value.js";
import type { FieldSemantics } from "./semantics.js";

const holds: Readonly<Record<Comparison, (order: number) => boolean>> = {
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

/** Whether `left operator right`, given the sign of their difference. */
export function ordered(operator: Comparison): (order: number) => boolean {
  return holds[operator];
}

function equals(value: Scalar, field: RecordField): RecordTest {
  const number = value.quoted ? undefined : numberOf(value.text);
  const sameText: RecordTest = (record) => field.text(record) === value.text;
  if (number === undefined || !isExactNumber(value.text)) return sameText;
  const sameNumber: RecordTest = (record) => field.number(record) === number;
  return field.type === "number" ? sameNumber : (record) => sameText(record) || sameNumber(record);
}

function compare(operator: Comparison, value: Scalar, field: RecordField): RecordTest {
  const number = value.quoted ? undefined : numberOf(value.text);
  const isSo = ordered(operator);
  if (number === undefined) {
    return (record) => field.present(record) && isSo(compareTexts(field.text(record), value.text));
  }
  return (record) => {
    const own = field.number(record);
    return own !== undefined && isSo(Math.sign(own - number));
  };
}

function glob(pieces: readonly string[], field: RecordField): RecordTest {
  const [first = "", last = ""] = pieces;
  if (pieces.length === 2 && last === "") return (record) => field.text(record).startsWith(first);
  if (pieces.length === 2 && first === "") return (record) => field.text(record).endsWith(last);
  const matches = regexTest(`(?s)^${pieces.map((piece) => escapeRegex(piece)).join(".*")}$`);
  return (record) => matches(field.text(record));
}

function regex(pattern: string, field: RecordField): RecordTest {
  const matches = regexTest(pattern);
  return (record) => matches(field.text(record));
}

/** Every field without rules of its own: exact, with case, from the first to the last character. */
export const plainField: FieldSemantics = { equals, compare, glob, regex };
