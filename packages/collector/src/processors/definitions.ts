// The processor plugins: to add one, write its file and name it here.
import { z } from "zod";
import { type CountConfig, countProcessor } from "./count.js";
import { type DedupConfig, dedupProcessor } from "./dedup.js";
import { type EnrichConfig, enrichProcessor } from "./enrich.js";
import { clockOf, compileCondition } from "./evaluate/condition.js";
import { noMatchOf } from "./evaluate/needed-bytes.js";
import { type FilterConfig, filterProcessor } from "./filter.js";
import { type MultilineConfig, multilineProcessor } from "./multiline.js";
import { type ParseConfig, parseProcessor } from "./parse.js";
import type { ProcessorDefinition, ProcessorSurroundings } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { type RedactConfig, redactProcessor } from "./redact.js";
import { type RemoveConfig, removeProcessor } from "./remove.js";
import { type RenameConfig, renameProcessor } from "./rename.js";
import { type RouteConfig, routeProcessor } from "./route.js";
import { type SampleConfig, sampleProcessor } from "./sample.js";
import { type SetConfig, setProcessor } from "./set.js";
import { type ThrottleConfig, throttleProcessor } from "./throttle.js";

/** A processor of a pipeline. */
export type ProcessorConfig =
  | CountConfig
  | DedupConfig
  | EnrichConfig
  | FilterConfig
  | MultilineConfig
  | ParseConfig
  | RedactConfig
  | RemoveConfig
  | RenameConfig
  | RouteConfig
  | SampleConfig
  | SetConfig
  | ThrottleConfig;

const definitions = [
  parseProcessor,
  filterProcessor,
  setProcessor,
  renameProcessor,
  removeProcessor,
  redactProcessor,
  sampleProcessor,
  throttleProcessor,
  dedupProcessor,
  enrichProcessor,
  countProcessor,
  routeProcessor,
  multilineProcessor,
] as const;

/** All processor plugins. */
export const processorDefinitions: readonly ProcessorDefinition<ProcessorConfig>[] = definitions;

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
  const made = definition.create(config, surroundings);
  return config.when === undefined ? made : onlyWhen(made, config.when, surroundings);
}

/** The processor for records that match; others pass it unchanged. */
function onlyWhen(processor: Processor, when: string, surroundings: ProcessorSurroundings): Processor {
  const isMeant = compileCondition(when, clockOf(surroundings));
  const passes = noMatchOf([when]);
  const { type, reason, held, decides } = processor;
  const flushes = processor.flush !== undefined;
  return {
    type,
    isMeant,
    ...(passes !== undefined && { passes }),
    ...(reason !== undefined && { reason }),
    ...(held !== undefined && { held }),
    ...(decides !== undefined && { decides }),
    ...(flushes && { flush: (nowMs: number) => processor.flush?.(nowMs) ?? [] }),
    process: (record) => processor.process(record),
    close: () => processor.close?.(),
  };
}
