import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { clockOf, compileCondition } from "./evaluate/condition.js";
import { conditionSchema } from "./evaluate/condition-schema.js";
import { noMatchOf } from "./evaluate/needed-bytes.js";
import type { ProcessorDefinition } from "./processor-definition.js";

/** Says which outputs a record goes to. */
export interface RouteConfig extends CommonProcessorConfig {
  type: "route";
  routes: { when: string; to: string[] }[];
  otherwise?: string[] | undefined;
}

const outputs = z.array(z.string().min(1).max(64));

/** The route processor as a plugin. */
export const routeProcessor: ProcessorDefinition<RouteConfig> = {
  type: "route",
  schema: z.strictObject({
    type: z.literal("route"),
    ...commonProcessorShape,
    routes: z
      .array(
        z.strictObject({
          when: conditionSchema.describe("Records that match this search …"),
          to: outputs.min(1).describe("… go to the outputs of these names."),
        }),
      )
      .min(1)
      .describe("A list of `when` (a search) and `to` (names of outputs); a record takes every route that it matches."),
    otherwise: outputs
      .optional()
      .describe("Outputs for records that match none; with an empty list they are dropped. @default every output"),
  }),
  create: ({ routes, otherwise }, surroundings) => {
    const compiled = routes.map(({ when, to }) => ({ holds: compileCondition(when, clockOf(surroundings)), to }));
    const passes = otherwise === undefined ? noMatchOf(routes.map(({ when }) => when)) : undefined;
    return {
      type: "route",
      decides: true,
      ...(passes !== undefined && { passes }),
      reason: "no_route",
      process(record) {
        const taken = compiled.filter(({ holds }) => holds(record)).flatMap(({ to }) => to);
        const names = taken.length > 0 ? taken : otherwise;
        if (names === undefined) delete record._route;
        else if (names.length === 0) return undefined;
        else record._route = [...new Set(names)].toSorted();
        return record;
      },
    };
  },
};
