import { z } from "zod";
import { throttleKeysMax } from "../limits.js";
import type { Processor } from "./processor.js";
import { fieldOf } from "./record-field.js";

/** Drops what comes too often. */
export interface ThrottleOptions {
  type: "throttle";
  per_second: number;
  by?: string | undefined;
}

/** Options of the throttle processor. */
export const throttleSchema: z.ZodType<ThrottleOptions> = z.strictObject({
  type: z.literal("throttle"),
  per_second: z.number().positive().describe("Records that pass in each second; the others are dropped and counted."),
  by: z.string().optional().describe("Each value of this field has its own count. @default all records together"),
});

/** Makes a throttle. Each key may use what it did not use in the second before. `nowMs` is the clock, for tests. */
export function createThrottle(
  { per_second: perSecond, by }: ThrottleOptions,
  nowMs: () => number = () => performance.now(),
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
