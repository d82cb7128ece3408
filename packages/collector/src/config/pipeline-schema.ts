// What a pipeline can be told in cordwood.yaml: inputs, processors, buffer, outputs. Unknown keys are refused.
import { z } from "zod";
import { type BufferConfig, bufferSchema } from "./buffer-schema.js";
import { checkNames } from "./unique-names.js";
import { type InputConfig, inputSchema } from "../inputs/definitions.js";
import { type OutputConfig, outputSchema } from "../outputs/definitions.js";
import { type ProcessorConfig, processorSchema } from "../processors/definitions.js";

/** A pipeline as it stands in a configuration. */
export interface PipelineConfig {
  inputs?: InputConfig[] | undefined;
  processors?: ProcessorConfig[] | undefined;
  buffer?: BufferConfig | undefined;
  outputs?: OutputConfig[] | undefined;
}

/** The schema of a pipeline. */
export const pipelineSchema: z.ZodType<PipelineConfig> = z
  .strictObject({
    inputs: z.array(inputSchema).optional().describe("Where records come from, beside the HTTP interface."),
    processors: z
      .array(processorSchema)
      .optional()
      .describe("What happens to each record before the buffer, in order."),
    buffer: bufferSchema.optional().describe("Bounds of what waits for each output that does not say otherwise."),
    outputs: z
      .array(outputSchema)
      .optional()
      .describe("Where records go, beside the store; `type: store` gives the store bounds and conditions."),
  })
  .superRefine(checkNames);
