// The whole schema of cordwood.yaml, with the store's options made from the store's own table of them. Loads the
// store, which `cordwood up` does only once it listens; there openStore checks the same options.
import { storeOptionsSchema } from "@cordwood/store";
import { z } from "zod";
import { type Settings, settingsShape } from "./settings.js";

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
export const fullSchema: z.ZodType<Settings, object> = z.strictObject({
  ...settingsShape,
  store: store.default({}).describe("Options of the store."),
});

/** The same as JSON Schema (draft 2020-12), for editors. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(fullSchema, { io: "input" });
}
