import type { SegmentRecord } from "@cordwood/store";
import type { FieldExpression } from "@cordwood/store/query/ast";
import type { ExpressionEvaluation } from "../evaluation.js";
import { recordField, timeOf } from "../field-source.js";

/** A field of the record. */
export const fieldEvaluation: ExpressionEvaluation<FieldExpression> = {
  kind: "field",
  compile: ({ name }) => {
    if (name === "time") return { type: "time", get: timeOf };
    if (name === "severity") return { type: "number", get: ({ severity }) => severity };
    const source = recordField(name);
    const text = (record: SegmentRecord): string => source.text(record);
    if (name === "level") return { type: "string", get: text, severity: ({ severity }) => severity };
    return { type: "string", get: text };
  },
};
