// What `cordwood up` can be told, in cordwood.yaml, by CORDWOOD_* variables and by flags: one schema for all three.
import { z } from "zod";

const address = z
  .string()
  .regex(/^(?:\[[^\]]+\]|[^:\s]+):\d{1,5}$/, "Expected HOST:PORT, such as 127.0.0.1:7600")
  .refine((text) => Number(/\d+$/.exec(text)?.[0]) <= 65_535, "Expected a port up to 65535");

/** The keys of cordwood.yaml. */
export const settingsShape: { [Key in keyof Settings]-?: z.ZodType<Settings[Key], Settings[Key] | undefined> } = {
  data: z.string().min(1).default("./data").describe("Directory for records, buffer and positions."),
  listen: address.default("127.0.0.1:7600").describe("Where to listen; port 0 takes a free one."),
  tokens: z.array(z.string().min(8)).default([]).describe("Tokens that programs and people sign in with."),
  insecure: z.boolean().default(false).describe("Listen beyond loopback without a token."),
  allow_hosts: z.array(z.string().min(1)).default([]).describe("Host names to answer for besides addresses."),
  files: z.array(z.string().min(1)).default([]).describe("Files and globs to tail."),
  log_level: z
    .enum(["trace", "debug", "info", "warning", "error", "critical"])
    .default("info")
    .describe("Least level of Cordwood's own records."),
  reload: z.boolean().default(true).describe("Read this file again when it changes; SIGHUP does so in any case."),
  store: z.record(z.string(), z.unknown()).default({}).describe("Options of the store."),
  pipeline: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Inputs, processors, buffer and outputs of the collector."),
  tests: z
    .array(z.record(z.string(), z.unknown()))
    .default([])
    .describe("Unit tests of the pipeline, for `cordwood test`."),
};

/** Everything `cordwood up` needs to know, with defaults filled in; the schema's descriptions say what each is. */
export interface Settings {
  data: string;
  listen: string;
  tokens: string[];
  insecure: boolean;
  allow_hosts: string[];
  files: string[];
  log_level: string;
  reload: boolean;
  store: Record<string, unknown>;
  pipeline: Record<string, unknown>;
  tests?: Record<string, unknown>[] | undefined;
}

/** The schema of cordwood.yaml. Unknown keys are refused. */
export const settingsSchema: z.ZodType<Settings, object> = z.strictObject(settingsShape);

/** The keys of cordwood.yaml with what they mean, for messages and documents. */
export const settingDescriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(settingsShape).map(([name, schema]) => [name, schema.description ?? ""]),
);
