import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import { fieldName, fieldOf, removeField, setField } from "./record-field.js";

/** Gives fields other names. */
export interface RenameConfig extends CommonProcessorConfig {
  type: "rename";
  fields: Record<string, string>;
}

/** The rename processor as a plugin. */
export const renameProcessor: ProcessorDefinition<RenameConfig> = {
  type: "rename",
  schema: z.strictObject({
    type: z.literal("rename"),
    ...commonProcessorShape,
    fields: z
      .record(fieldName, fieldName)
      .describe("Field to its new name, in order. A field that the record does not have changes nothing."),
  }),
  create: ({ fields }) => {
    const names = Object.entries(fields).filter(([from, to]) => from !== to);
    return {
      type: "rename",
      process(record) {
        for (const [from, to] of names) {
          const value = fieldOf(record, from);
          if (value === undefined) continue;
          removeField(record, from);
          setField(record, to, value);
        }
        return record;
      },
    };
  },
};
