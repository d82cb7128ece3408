// The options that every processor has.
import type { z } from "zod";
import { nameOption } from "../config/component-name.js";
import { whenOption } from "./evaluate/condition-schema.js";

/** What every processor may say of itself. */
export interface CommonProcessorConfig {
  name?: string | undefined;
  /** A condition in the search language. */
  when?: string | undefined;
}

/** The schema's part for {@link CommonProcessorConfig}. */
export const commonProcessorShape: {
  name: z.ZodOptional<z.ZodString>;
  when: z.ZodOptional<z.ZodString>;
} = { ...nameOption, ...whenOption };
