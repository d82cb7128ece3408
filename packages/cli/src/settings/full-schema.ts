// The whole schema of cordwood.yaml: the store's options from the store's own table of them, the pipeline from the
// collector. Loads both, so it is only loaded where there is a file to check.
import { pipelineSchema, pipelineTestSchema } from "@cordwood/collector";
import { storeOptionsSchema } from "@cordwood/store";
import { z } from "zod";
import { settingDescriptions, settingsShape } from "./settings.js";

type StoreOption = (typeof storeOptionsSchema)[keyof typeof storeOptionsSchema];

/** `data` says where the embedded store lies. */
const { path: _path, ...storeOptions } = storeOptionsSchema;

const retention = z.record(
  z.string().describe("Dataset."),
  z.strictObject({
    days: z.number().int().min(1).optional().describe("Days after its time at which a record is removed."),
    bytes: z.number().int().min(1_000_000).optional().describe("Bytes on disk above which the oldest are removed."),
  }),
);

function optionSchema(option: StoreOption): z.ZodType {
  if (option.type === "object") return retention.optional().describe(option.description);
  if (option.type === "string") return z.string().min(1).optional().describe(option.description);
  const number = z
    .number()
    .int()
    .min(option.min ?? 0)
    .max(option.max ?? Number.MAX_SAFE_INTEGER);
  return number.optional().describe(option.description);
}

const store = z.strictObject(
  Object.fromEntries(Object.entries(storeOptions).map(([name, option]) => [name, optionSchema(option)])),
);

/** The schema that `cordwood check` applies. */
export const fullSchema: z.ZodType = z.strictObject({
  ...settingsShape,
  store: store.default({}).describe(settingDescriptions["store"] ?? ""),
  pipeline: pipelineSchema.default({}).describe(settingDescriptions["pipeline"] ?? ""),
  tests: z
    .array(pipelineTestSchema)
    .default([])
    .describe(settingDescriptions["tests"] ?? ""),
});

/** The same as JSON Schema (draft 2020-12), for editors. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(fullSchema, { io: "input" });
}
