// How the values of a field compare. Most fields are plain; the message, the level and the time have rules of their own.
import type { Comparison } from "@cordwood/store/query/ast";
import type { Scalar } from "@cordwood/store/query";
import type { EvaluationContext, RecordTest } from "../evaluation.js";
import type { RecordField } from "../field-source.js";
import { levelField } from "./level.js";
import { messageField } from "./message.js";
import { plainField } from "./plain.js";
import { timeField } from "./time.js";

/** What the filters on a field mean. */
export interface FieldSemantics {
  readonly equals: (value: Scalar, field: RecordField, context: EvaluationContext) => RecordTest;
  readonly compare: (operator: Comparison, value: Scalar, field: RecordField, context: EvaluationContext) => RecordTest;
  readonly glob: (pieces: readonly string[], field: RecordField) => RecordTest;
  readonly regex: (pattern: string, field: RecordField) => RecordTest;
}

const special: ReadonlyMap<string, () => FieldSemantics> = new Map([
  ["level", () => levelField],
  ["message", () => messageField],
  ["time", () => timeField],
]);

/** The rules for a field. */
export function semanticsOf(name: string): FieldSemantics {
  return special.get(name)?.() ?? plainField;
}
