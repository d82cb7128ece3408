import { crc32 } from "node:zlib";
import { z } from "zod";
import { nameOption } from "../config/component-name.js";
import { compileCondition, conditionSchema, type Condition } from "./condition.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { fieldOf, setField } from "./record-field.js";

/** Keeps one record of several. */
export interface SampleConfig {
  type: "sample";
  name?: string | undefined;
  one_in: number;
  by?: string | undefined;
  when?: Condition | undefined;
}

const schema: ProcessorDefinition<SampleConfig>["schema"] = z.strictObject({
  type: z.literal("sample"),
  ...nameOption,
  one_in: z.int().min(1).describe("Of this many records one is kept, with the attribute `sample.one_in`."),
  by: z.string().optional().describe("Records with the same value of this field are kept or dropped together."),
  when: conditionSchema.optional().describe("Only records that match are sampled; the others are kept. @default all"),
});

/** Makes a sampling processor. */
export function createSample({ one_in: oneIn, by, when = {} }: SampleConfig): Processor {
  const isMeant = compileCondition(when);
  let count = 0;
  const next = (): number => {
    count = (count + 1) % oneIn;
    return count;
  };
  return {
    type: "sample",
    process(record) {
      if (!isMeant(record)) return record;
      const key = by === undefined ? undefined : fieldOf(record, by);
      const place = key === undefined ? next() : crc32(key) % oneIn;
      if (place !== 0) return undefined;
      setField(record, "sample.one_in", String(oneIn));
      return record;
    },
  };
}

/** The sample processor as a plugin. */
export const sampleProcessor: ProcessorDefinition<SampleConfig> = {
  type: "sample",
  schema,
  create: (config) => createSample(config),
};
