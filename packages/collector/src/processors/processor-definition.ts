// What a processor plugin says of itself: its type, its options, and how it is made.
import type { Logger } from "@cordwood/logging";
import type { PluginSchema } from "../config/plugin-schema.js";
import type { MetricRegister } from "./counted-metrics.js";
import type { Processor } from "./processor.js";

/** What processors need of the collector. */
export interface ProcessorSurroundings {
  /** Tells the processor from the others in metrics and in messages: its name, or TYPE.INDEX. */
  id: string;
  logger: Logger;
  /** The clock, in milliseconds since the epoch; a test sets its own. */
  readonly nowMs: () => number;
  /** Where `count` keeps its metrics. */
  counted: MetricRegister;
  /** Directory that relative paths start from. @default the working directory */
  directory?: string;
}

/** A processor plugin; `C` is its configuration. */
export interface ProcessorDefinition<C extends { type: string }> {
  /** The value of `type` that asks for it. */
  readonly type: C["type"];
  /** Its options; unknown keys are refused. */
  readonly schema: PluginSchema<C>;
  /** Makes the processor. @throws CollectorError when an option cannot be used. */
  create(config: C, surroundings: ProcessorSurroundings): Processor;
}
