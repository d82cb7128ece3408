import { z } from "zod";
import { nameOption } from "../config/component-name.js";
import { compileCondition, conditionSchema, type Condition } from "./condition.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { fieldOf, removeField, setField } from "./record-field.js";

/** Sets, renames and removes fields. */
export interface FieldsConfig {
  type: "fields";
  name?: string | undefined;
  when?: Condition | undefined;
  set?: Record<string, string> | undefined;
  rename?: Record<string, string> | undefined;
  remove?: string[] | undefined;
}

const schema: ProcessorDefinition<FieldsConfig>["schema"] = z.strictObject({
  type: z.literal("fields"),
  ...nameOption,
  when: conditionSchema.optional().describe("Only records that match. @default all"),
  set: z
    .record(z.string(), z.string())
    .optional()
    .describe("Field to text; `${name}` in the text stands for another field's value."),
  rename: z.record(z.string(), z.string()).optional().describe("Field to its new name; done before `set`."),
  remove: z.array(z.string()).optional().describe("Fields to take away; done last."),
});

/** Makes a processor that sets, renames and removes fields. */
export function createFields({ when = {}, set = {}, rename = {}, remove = [] }: FieldsConfig): Processor {
  const isMeant = compileCondition(when);
  return {
    type: "fields",
    process(record) {
      if (!isMeant(record)) return record;
      for (const [from, to] of Object.entries(rename)) {
        const value = fieldOf(record, from);
        if (value === undefined) continue;
        removeField(record, from);
        setField(record, to, value);
      }
      for (const [name, text] of Object.entries(set)) {
        setField(
          record,
          name,
          text.replaceAll(/\$\{([^}]+)\}/g, (_whole, other: string) => fieldOf(record, other) ?? ""),
        );
      }
      for (const name of remove) removeField(record, name);
      return record;
    },
  };
}

/** The fields processor as a plugin. */
export const fieldsProcessor: ProcessorDefinition<FieldsConfig> = {
  type: "fields",
  schema,
  create: (config) => createFields(config),
};
