// The types of the schemas by which plugins declare their options.
import type { z } from "zod";

/** A schema that a union can choose by the value of `type`. */
export type PluginSchema<C> = z.ZodType<C> & z.core.$ZodTypeDiscriminable;

/** Schemas of optional options, for the parts that several plugins share. */
export type OptionalShape<C> = { [K in keyof C]-?: z.ZodOptional<z.ZodType<Exclude<C[K], undefined>>> };
