// Compares a record with what a test expects of it.
import type { SegmentRecord } from "@cordwood/store";
import { valueText } from "../../parsers/normalise.js";
import { type Clock, compileCondition } from "../evaluate/condition.js";
import { fieldOf } from "../record-field.js";
import type { ExpectedRecord } from "./pipeline-test-schema.js";

/** A field that is not what was expected; `undefined` stands for a field that is not there. */
export interface FieldDifference {
  field: string;
  expected: string | undefined;
  actual: string | undefined;
}

/** Fields as the expectation writes them: `attributes` and other objects flattened with dots. */
function flattened(expected: Record<string, unknown>, prefix = ""): [string, string | undefined][] {
  return Object.entries(expected).flatMap(([name, value]): [string, string | undefined][] => {
    const path = prefix === "" && name === "attributes" ? "" : `${prefix}${name}`;
    if (value === null) return [[path, undefined]];
    if (typeof value !== "object" || Array.isArray(value)) return [[path, valueText(value)]];
    return flattened(value as Record<string, unknown>, path === "" ? "" : `${path}.`);
  });
}

/** What differs; a search that does not match is one difference. */
export function differences(record: SegmentRecord, expected: ExpectedRecord, now: Clock): FieldDifference[] {
  if (typeof expected === "string") {
    const holds = compileCondition(expected, now)(record);
    return holds ? [] : [{ field: "a record that matches", expected, actual: record.message }];
  }
  return flattened(expected)
    .map(([field, wanted]) => ({ field, expected: wanted === "" ? undefined : wanted, actual: fieldOf(record, field) }))
    .filter((difference) => difference.expected !== difference.actual);
}
