import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { nameOption } from "../config/component-name.js";
import { compileCondition, conditionSchema, type Condition } from "./condition.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";

/** Keeps or drops records that match a condition. */
export interface FilterConfig {
  type: "filter";
  name?: string | undefined;
  keep?: Condition | undefined;
  drop?: Condition | undefined;
}

const schema: ProcessorDefinition<FilterConfig>["schema"] = z.strictObject({
  type: z.literal("filter"),
  ...nameOption,
  keep: conditionSchema.optional().describe("Records that do not match are dropped."),
  drop: conditionSchema.optional().describe("Records that match are dropped."),
});

/** Makes a filter. */
export function createFilter({ keep = {}, drop }: FilterConfig): Processor {
  const isKept = compileCondition(keep);
  const isDropped = drop === undefined ? () => false : compileCondition(drop);
  return {
    type: "filter",
    process: (record: SegmentRecord) => (isKept(record) && !isDropped(record) ? record : undefined),
  };
}

/** The filter processor as a plugin. */
export const filterProcessor: ProcessorDefinition<FilterConfig> = {
  type: "filter",
  schema,
  create: (config) => createFilter(config),
};
