// The options that every output has.
import { type BufferConfig, bufferSchema } from "../config/buffer-schema.js";
import { nameOption } from "../config/component-name.js";
import type { OptionalShape } from "../config/plugin-schema.js";
import { conditionSchema } from "../processors/evaluate/condition-schema.js";

/** What every output may say of itself. */
export interface CommonOutputConfig {
  name?: string | undefined;
  /** A condition in the search language. */
  when?: string | undefined;
  buffer?: BufferConfig | undefined;
}

/** The schema's part for {@link CommonOutputConfig}. */
export const commonOutputShape: OptionalShape<CommonOutputConfig> = {
  ...nameOption,
  when: conditionSchema.optional().describe("Only records that match this search go here. @default all"),
  buffer: bufferSchema.optional().describe("Bounds of what waits for this output. @default those of the pipeline"),
};
