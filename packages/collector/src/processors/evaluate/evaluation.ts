// What the parts of a condition become, and what they may know.
import type { SegmentRecord } from "@cordwood/store";
import type { Filter } from "@cordwood/store/query";
import type { Expression } from "@cordwood/store/query/ast";
import type { Evaluated } from "./value.js";

/** Whether a record satisfies a condition. */
export type RecordTest = (record: SegmentRecord) => boolean;

/** What stands around a part while it is made. */
export interface EvaluationContext {
  /** Nanoseconds since the epoch that relative times are relative to, asked anew for each record. */
  now(): bigint;
  filter(filter: Filter): RecordTest;
  expression(expression: Expression): Evaluated;
}

/** One kind of filter as a function of a record. */
export interface FilterEvaluation<F extends Filter> {
  readonly kind: F["kind"];
  compile(filter: F, context: EvaluationContext): RecordTest;
}

/** One kind of expression as a function of a record. */
export interface ExpressionEvaluation<E extends Expression> {
  readonly kind: E["kind"];
  compile(expression: E, context: EvaluationContext): Evaluated;
}
