// What an input plugin says of itself: its type, its options, and how it is made.
import type { Logger } from "@cordwood/logging";
import type { PluginSchema } from "../config/plugin-schema.js";
import type { PositionValue } from "../buffer/position.js";
import type { ComponentSnapshot } from "../component-snapshot.js";
import type { CountedMetrics } from "../processors/counted-metrics.js";
import type { Zone } from "../timestamps/zone.js";
import type { Input, InputTarget } from "./input.js";

/** What inputs need of the collector. */
export interface InputSurroundings {
  /** Tells the input from the others in metrics and in messages: its name, or TYPE.INDEX. */
  id: string;
  target: InputTarget;
  logger: Logger;
  /** Where files were read to before. */
  positions: ReadonlyMap<string, PositionValue>;
  /** Zone where the input names none. */
  zone: Zone;
  /** Where measurements are counted that are exposed beside the collector's own. @default nowhere */
  counted?: CountedMetrics;
  /** The collector's components in numbers. @default none */
  components?: () => readonly ComponentSnapshot[];
  /** Directory that relative paths start from. @default the working directory */
  directory?: string;
}

/** An input plugin; `C` is its configuration. */
export interface InputDefinition<C extends { type: string }> {
  /** The value of `type` that asks for it. */
  readonly type: C["type"];
  /** Its options; unknown keys are refused. */
  readonly schema: PluginSchema<C>;
  /** Makes the input. @throws CollectorError when an option cannot be used. */
  create(config: C, surroundings: InputSurroundings): Input;
}
