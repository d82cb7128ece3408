// The options of outputs that send records in batches.
import { z } from "zod";
import type { OptionalShape } from "../../config/plugin-schema.js";
import { requestBytesMax, requestRecordsMax } from "../../limits.js";
import type { BatchBounds } from "./line-batch.js";

/** How large batches are. */
export interface BatchConfig {
  batch_records_max?: number | undefined;
  batch_bytes_max?: number | undefined;
}

/** Schema of how many records and bytes a request carries. */
export const batchShape: OptionalShape<BatchConfig> = {
  batch_records_max: z.int().min(1).max(100_000).optional().describe("Records of one request. @default 5000"),
  batch_bytes_max: z
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .optional()
    .describe("Bytes of one request, before compression; a longer record goes alone. @default 4 MiB"),
};

/** The bounds that are configured; `standardBytesMax` where bytes are not. */
export function batchBounds(config: BatchConfig, standardBytesMax: number = requestBytesMax): BatchBounds {
  const { batch_records_max: recordsMax = requestRecordsMax, batch_bytes_max: bytesMax = standardBytesMax } = config;
  return { recordsMax, bytesMax };
}
