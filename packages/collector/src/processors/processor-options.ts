// The options that every processor has.
import { nameOption } from "../config/component-name.js";
import type { OptionalShape } from "../config/plugin-schema.js";
import { whenOption } from "./evaluate/condition-schema.js";

/** What every processor may say of itself. */
export interface CommonProcessorConfig {
  name?: string | undefined;
  /** A condition in the search language. */
  when?: string | undefined;
}

/** The schema's part for {@link CommonProcessorConfig}. */
export const commonProcessorShape: OptionalShape<CommonProcessorConfig> = { ...nameOption, ...whenOption };
