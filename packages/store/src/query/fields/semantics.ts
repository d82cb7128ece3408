// How the values of a field compare. Most fields are plain; the message, the level and the time have rules of their own.

import type { FilterContext, Scalar } from "../filter.js";
import type { Glob } from "../literal.js";
import type { Span } from "../query-error.js";
import type { FieldSource } from "../schema.js";
import type { Sql } from "../sql.js";
import { levelField } from "./level.js";
import { messageField } from "./message.js";
import { plainField } from "./plain.js";
import { timeField } from "./time.js";

/** An order between two values. */
export type Comparison = ">" | ">=" | "<" | "<=";

/** What the filters on a field mean; NULL counts as false. */
export interface FieldSemantics {
  readonly equals: (value: Scalar, source: FieldSource, context: FilterContext) => Sql;
  readonly compare: (operator: Comparison, value: Scalar, source: FieldSource, context: FilterContext) => Sql;
  readonly glob: (pieces: Glob, source: FieldSource, span: Span) => Sql;
  readonly regex: (pattern: string, source: FieldSource, span: Span) => Sql;
}

const special: Readonly<Record<string, () => FieldSemantics>> = {
  level: () => levelField,
  message: () => messageField,
  time: () => timeField,
};

/** The rules for a field. */
export function semanticsOf(field: string): FieldSemantics {
  return Object.hasOwn(special, field) ? (special[field]?.() ?? plainField) : plainField;
}
