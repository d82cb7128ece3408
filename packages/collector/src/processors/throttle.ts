import { z } from "zod";
import { nameOption } from "../config/component-name.js";
import { throttleKeysMax } from "../limits.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { fieldOf } from "./record-field.js";

/** Drops what comes too often. */
export interface ThrottleConfig {
  type: "throttle";
  name?: string | undefined;
  per_second: number;
  by?: string | undefined;
}

const schema: ProcessorDefinition<ThrottleConfig>["schema"] = z.strictObject({
  type: z.literal("throttle"),
  ...nameOption,
  per_second: z.number().positive().describe("Records that pass in each second; the others are dropped and counted."),
  by: z.string().optional().describe("Each value of this field has its own count. @default all records together"),
});

/** Makes a throttle. Each key may use what it did not use in the second before. `nowMs` is the clock, for tests. */
export function createThrottle(
  { per_second: perSecond, by }: ThrottleConfig,
  nowMs: () => number = () => Date.now(),
): Processor {
  const burst = Math.max(1, perSecond);
  const buckets = new Map<string, { left: number; atMs: number }>();
  const bucketOf = (key: string, atMs: number): { left: number; atMs: number } => {
    const known = buckets.get(key);
    if (known !== undefined) return known;
    if (buckets.size >= throttleKeysMax) buckets.clear();
    const made = { left: burst, atMs };
    buckets.set(key, made);
    return made;
  };
  return {
    type: "throttle",
    process(record) {
      const now = nowMs();
      const bucket = bucketOf(by === undefined ? "" : (fieldOf(record, by) ?? ""), now);
      bucket.left = Math.min(burst, bucket.left + ((now - bucket.atMs) / 1000) * perSecond);
      bucket.atMs = now;
      if (bucket.left < 1) return undefined;
      bucket.left -= 1;
      return record;
    },
  };
}

/** The throttle processor as a plugin. */
export const throttleProcessor: ProcessorDefinition<ThrottleConfig> = {
  type: "throttle",
  schema,
  create: (config, { nowMs }) => createThrottle(config, nowMs),
};
