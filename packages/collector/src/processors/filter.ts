import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { clockOf, compileCondition } from "./evaluate/condition.js";
import { conditionSchema } from "./evaluate/condition-schema.js";
import { noMatchOf } from "./evaluate/needed-bytes.js";
import type { ProcessorDefinition } from "./processor-definition.js";

/** Keeps or drops records that match a condition. */
export interface FilterConfig extends CommonProcessorConfig {
  type: "filter";
  keep?: string | undefined;
  drop?: string | undefined;
}

/** The filter processor as a plugin. */
export const filterProcessor: ProcessorDefinition<FilterConfig> = {
  type: "filter",
  schema: z.strictObject({
    type: z.literal("filter"),
    ...commonProcessorShape,
    keep: conditionSchema.optional().describe("Records that do not match this search are dropped."),
    drop: conditionSchema.optional().describe("Records that match this search are dropped."),
  }),
  create: ({ keep = "*", drop }, surroundings) => {
    const passes = keep === "*" && drop !== undefined ? noMatchOf([drop]) : undefined;
    const isKept = compileCondition(keep, clockOf(surroundings));
    const isDropped = drop === undefined ? () => false : compileCondition(drop, clockOf(surroundings));
    return {
      type: "filter",
      decides: true,
      ...(passes !== undefined && { passes }),
      reason: "filtered",
      process: (record) => (isKept(record) && !isDropped(record) ? record : undefined),
    };
  },
};
