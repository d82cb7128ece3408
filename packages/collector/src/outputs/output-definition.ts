// What an output plugin says of itself: its type, its options, and how it is made.
import type { Logger } from "@cordwood/logging";
import type { Store } from "@cordwood/store";
import type { PluginSchema } from "../config/plugin-schema.js";
import type { Output } from "./output.js";

/** What outputs need of the collector. */
export interface OutputSurroundings {
  /** Tells the output from the others in the buffer, in metrics and in messages: its name, or TYPE.INDEX. */
  id: string;
  logger: Logger;
  /** Where the output `store` inserts; an agent has none. */
  store?: Pick<Store, "insert">;
  /** Directory that relative paths start from. @default the working directory */
  directory?: string;
}

/** An output plugin; `C` is its configuration. */
export interface OutputDefinition<C extends { type: string }> {
  /** The value of `type` that asks for it. */
  readonly type: C["type"];
  /** Its options; unknown keys are refused. */
  readonly schema: PluginSchema<C>;
  /** Makes the output. @throws CollectorError when an option cannot be used. */
  create(config: C, surroundings: OutputSurroundings): Output;
}
