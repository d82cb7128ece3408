import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { clockOf, compileText } from "./evaluate/condition.js";
import { expressionSchema } from "./evaluate/condition-schema.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import { fieldName, setField } from "./record-field.js";

/** Computes fields. */
export interface SetConfig extends CommonProcessorConfig {
  type: "set";
  fields: Record<string, string>;
}

/** The set processor as a plugin. */
export const setProcessor: ProcessorDefinition<SetConfig> = {
  type: "set",
  schema: z.strictObject({
    type: z.literal("set"),
    ...commonProcessorShape,
    fields: z
      .record(fieldName, expressionSchema)
      .describe('Field to an expression, such as `concat(host, "-", shard)`; each sees those before it.'),
  }),
  create: ({ fields }, surroundings) => {
    const clock = clockOf(surroundings);
    const setters = Object.entries(fields).map(([name, text]) => ({ name, value: compileText(text, clock) }));
    return {
      type: "set",
      process(record) {
        for (const { name, value } of setters) setField(record, name, value(record));
        return record;
      },
    };
  },
};
