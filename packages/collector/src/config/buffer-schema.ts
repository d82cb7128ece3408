import { z } from "zod";

/** Bounds of what waits for outputs. */
export interface BufferConfig {
  bytes_max?: number | undefined;
  age_max_s?: number | undefined;
  when_full?: "block" | "drop_oldest" | "drop_newest" | undefined;
  durability?: "disk" | "memory" | undefined;
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
