// The options that every output has, beside those of its type.
import { z } from "zod";
import { nameOption } from "./component-name.js";

/** Bounds of what waits for outputs. */
export interface BufferConfig {
  bytes_max?: number | undefined;
  age_max_s?: number | undefined;
  when_full?: "block" | "drop_oldest" | "drop_newest" | undefined;
  durability?: "disk" | "memory" | undefined;
}

/** What every output may say of itself. */
export interface CommonOutputConfig {
  name?: string | undefined;
  /** A condition in the search language. */
  when?: string | undefined;
  buffer?: BufferConfig | undefined;
}

/** The schema of {@link BufferConfig}. */
export const bufferSchema: z.ZodType<BufferConfig> = z.strictObject({
  bytes_max: z.int().positive().optional().describe("Bytes that may wait for an output. @default 4 GiB"),
  age_max_s: z.number().positive().optional().describe("What waits longer than this is dropped. @default never"),
  when_full: z
    .enum(["block", "drop_oldest", "drop_newest"])
    .optional()
    .describe("What happens when the bound is reached: senders wait, or this output misses records. @default block"),
  durability: z
    .enum(["disk", "memory"])
    .optional()
    .describe("`memory` in all outputs: acknowledged before the disk has it, so a power cut loses it. @default disk"),
});

type OptionalShape<C> = { [K in keyof C]-?: z.ZodOptional<z.ZodType<Exclude<C[K], undefined>>> };

/** The part of an output's schema for {@link CommonOutputConfig}. */
export const outputOptions: OptionalShape<CommonOutputConfig> = {
  ...nameOption,
  when: z.string().min(1).optional().describe("Only records that match this search go here. @default all"),
  buffer: bufferSchema.optional().describe("Bounds of what waits for this output. @default those of the pipeline"),
};
