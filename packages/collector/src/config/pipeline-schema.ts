// What a pipeline can be told in cordwood.yaml: inputs, processors, buffer, outputs. Unknown keys are refused.
import { z } from "zod";
import { type InputConfig, inputSchema } from "../inputs/definitions.js";
import { type OutputConfig, outputSchema } from "../outputs/definitions.js";
import { type ProcessorConfig, processorSchema } from "../processors/definitions.js";

/** Bounds of the buffer. */
export interface BufferConfig {
  bytes_max?: number | undefined;
  age_max_s?: number | undefined;
  when_full?: "block" | "drop_oldest" | "drop_newest" | undefined;
}

/** A pipeline as it stands in a configuration. */
export interface PipelineConfig {
  inputs?: InputConfig[] | undefined;
  processors?: ProcessorConfig[] | undefined;
  buffer?: BufferConfig | undefined;
  outputs?: OutputConfig[] | undefined;
}

/** The schema of a pipeline. */
export const pipelineSchema: z.ZodType<PipelineConfig> = z.strictObject({
  inputs: z.array(inputSchema).optional().describe("Where records come from, beside the HTTP interface."),
  processors: z.array(processorSchema).optional().describe("What happens to each record before the buffer, in order."),
  buffer: z
    .strictObject({
      bytes_max: z.int().positive().optional().describe("Bound on disk. @default 4 GiB"),
      age_max_s: z.number().positive().optional().describe("Segments older than this are dropped. @default never"),
      when_full: z
        .enum(["block", "drop_oldest", "drop_newest"])
        .optional()
        .describe("What happens to new records when the bound is reached. @default block"),
    })
    .optional()
    .describe("Bounds of the buffer."),
  outputs: z.array(outputSchema).optional().describe("Where records go, beside the store."),
});
