import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { compileCondition, conditionSchema, type Condition } from "./condition.js";
import type { Processor } from "./processor.js";

/** Keeps or drops records that match a condition. */
export interface FilterOptions {
  type: "filter";
  keep?: Condition | undefined;
  drop?: Condition | undefined;
}

/** Options of the filter processor. */
export const filterSchema: z.ZodType<FilterOptions> = z.strictObject({
  type: z.literal("filter"),
  keep: conditionSchema.optional().describe("Records that do not match are dropped."),
  drop: conditionSchema.optional().describe("Records that match are dropped."),
});

/** Makes a filter. */
export function createFilter({ keep = {}, drop }: FilterOptions): Processor {
  const isKept = compileCondition(keep);
  const isDropped = drop === undefined ? () => false : compileCondition(drop);
  return {
    type: "filter",
    process: (record: SegmentRecord) => (isKept(record) && !isDropped(record) ? record : undefined),
  };
}
