import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import { removeField } from "./record-field.js";

/** Takes fields away. */
export interface RemoveConfig extends CommonProcessorConfig {
  type: "remove";
  fields: string[];
}

/** The remove processor as a plugin. */
export const removeProcessor: ProcessorDefinition<RemoveConfig> = {
  type: "remove",
  schema: z.strictObject({
    type: z.literal("remove"),
    ...commonProcessorShape,
    fields: z
      .array(z.string().min(1))
      .min(1)
      .describe("Fields to take away; `http.*` stands for every attribute that begins with `http.`."),
  }),
  create: ({ fields }) => {
    const names = fields.filter((name) => !name.endsWith("*"));
    const prefixes = fields.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
    return {
      type: "remove",
      process(record) {
        for (const name of names) removeField(record, name);
        if (prefixes.length === 0) return record;
        for (const name of Object.keys(record.attributes)) {
          if (prefixes.some((prefix) => name.startsWith(prefix))) delete record.attributes[name];
        }
        return record;
      },
    };
  },
};
