// The processor plugins: to add one, write its file and name it here.
import { z } from "zod";
import { type FilterConfig, filterProcessor } from "./filter.js";
import type { ProcessorDefinition, ProcessorSurroundings } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { type RedactConfig, redactProcessor } from "./redact.js";
import { type SampleConfig, sampleProcessor } from "./sample.js";
import { type FieldsConfig, fieldsProcessor } from "./set-fields.js";
import { type ThrottleConfig, throttleProcessor } from "./throttle.js";

/** A processor of a pipeline. */
export type ProcessorConfig = FieldsConfig | FilterConfig | RedactConfig | SampleConfig | ThrottleConfig;

const definitions = [filterProcessor, fieldsProcessor, redactProcessor, sampleProcessor, throttleProcessor] as const;

const byType: ReadonlyMap<string, ProcessorDefinition<ProcessorConfig>> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
const [first, ...others] = definitions;

/** The schema of a processor; `type` chooses whose options are allowed. */
export const processorSchema: z.ZodType<ProcessorConfig> = z.discriminatedUnion("type", [
  first.schema,
  ...others.map((definition) => definition.schema),
]);

/** Makes the processor that a configuration asks for. @throws CollectorError when an option cannot be used. */
export function createProcessor(config: ProcessorConfig, surroundings: ProcessorSurroundings): Processor {
  const definition = byType.get(config.type);
  if (definition === undefined) throw new TypeError(`the schema let the type '${config.type}' pass`);
  return definition.create(config, surroundings);
}
