import { z } from "zod";
import { type CommonOutputConfig, commonOutputShape } from "./output-options.js";
import type { OutputDefinition } from "./output-definition.js";
import type { Output } from "./output.js";

/** Options of the null output. */
export interface NullConfig extends CommonOutputConfig {
  type: "null";
}

/** Takes everything and keeps nothing; for measurements and for pipelines that only count. */
export class NullOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;

  constructor(name = "null") {
    this.name = name;
  }

  async deliver(): Promise<void> {}

  async close(): Promise<void> {}
}

/** The null output as a plugin. */
export const nullOutput: OutputDefinition<NullConfig> = {
  type: "null",
  schema: z.strictObject({ type: z.literal("null"), ...commonOutputShape }),
  create: (_config, { id }) => new NullOutput(id),
};
