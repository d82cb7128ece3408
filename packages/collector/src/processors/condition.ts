// Which records a processor is for.
import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { levelOfText } from "../parsers/level.js";
import { fieldOf } from "./record-field.js";

/** What a field must be; all that is given must hold. */
export interface FieldCondition {
  equals?: string | undefined;
  contains?: string | undefined;
  prefix?: string | undefined;
  one_of?: string[] | undefined;
  exists?: boolean | undefined;
  at_least?: string | undefined;
}

/** A condition as it stands in a configuration: for each field a text that it equals, or more; all must hold. */
export type Condition = Readonly<Record<string, string | FieldCondition>>;

const fieldCondition: z.ZodType<FieldCondition> = z.strictObject({
  equals: z.string().optional().describe("The field is this text."),
  contains: z.string().min(1).optional().describe("The field contains this text, in upper or lower case."),
  prefix: z.string().min(1).optional().describe("The field begins with this text."),
  one_of: z.array(z.string()).min(1).optional().describe("The field is one of these texts."),
  exists: z.boolean().optional().describe("The record has the field, or has it not."),
  at_least: z.string().optional().describe("For `level`: the record's severity is that of this level or above."),
});

/** The schema of conditions. */
export const conditionSchema: z.ZodType<Condition> = z.record(z.string(), z.union([z.string(), fieldCondition]));

type FieldTest = (value: string | undefined, record: SegmentRecord) => boolean;

/** Makes a function of a condition; an empty condition holds for every record. */
export function compileCondition(condition: Condition): (record: SegmentRecord) => boolean {
  const tests = Object.entries(condition).map(([name, given]) => ({ name, hold: compileTests(given) }));
  return (record) => tests.every(({ name, hold }) => hold.every((each) => each(fieldOf(record, name), record)));
}

function compileTests(given: Condition[string]): FieldTest[] {
  if (typeof given === "string") return [(value) => (value ?? "") === given];
  const tests: FieldTest[] = [];
  const { equals, contains, prefix, one_of: oneOf, exists, at_least: atLeast } = given;
  if (equals !== undefined) tests.push((value) => (value ?? "") === equals);
  if (contains !== undefined) tests.push((value) => value?.toLowerCase().includes(contains.toLowerCase()) === true);
  if (prefix !== undefined) tests.push((value) => value?.startsWith(prefix) === true);
  if (oneOf !== undefined) tests.push((value) => oneOf.includes(value ?? ""));
  if (exists !== undefined) tests.push((value) => (value !== undefined) === exists);
  if (atLeast !== undefined) {
    const severity = levelOfText(atLeast)?.severity ?? 0;
    tests.push((_value, record) => record.severity >= severity);
  }
  return tests;
}
