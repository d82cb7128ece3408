// The options that every output has.
import type { z } from "zod";
import { nameOption } from "../config/component-name.js";

/** What every output may say of itself. */
export interface CommonOutputConfig {
  name?: string | undefined;
}

/** Schemas of optional options, for the parts that several plugins share. */
export type OptionalShape<C> = { [K in keyof C]-?: z.ZodOptional<z.ZodType<Exclude<C[K], undefined>>> };

/** The schema's part for {@link CommonOutputConfig}. */
export const commonOutputShape: OptionalShape<CommonOutputConfig> = { ...nameOption };
