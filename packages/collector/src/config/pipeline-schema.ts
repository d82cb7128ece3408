// What a pipeline can be told in cordwood.yaml: inputs, processors, buffer, outputs. Unknown keys are refused.
import { z } from "zod";
import { fieldsSchema, type FieldsOptions } from "../processors/set-fields.js";
import { filterSchema, type FilterOptions } from "../processors/filter.js";
import { redactSchema, type RedactOptions } from "../processors/redact.js";
import { sampleSchema, type SampleOptions } from "../processors/sample.js";
import { throttleSchema, type ThrottleOptions } from "../processors/throttle.js";

/** What every input may say of records that do not say it themselves. */
export interface InputDefaults {
  service?: string | undefined;
  host?: string | undefined;
  dataset?: string | undefined;
  zone?: string | undefined;
}

/** An input of a pipeline. */
export type InputConfig = InputDefaults &
  (
    | { type: "file"; paths: string[]; multiline?: boolean | undefined }
    | { type: "stdin" }
    | { type: "syslog"; listen?: string | undefined; protocols?: ("udp" | "tcp")[] | undefined }
    | { type: "gelf" | "python"; listen?: string | undefined }
    | { type: "forward"; listen?: string | undefined; shared_key?: string | undefined }
  );

/** A processor of a pipeline. */
export type ProcessorConfig = FilterOptions | FieldsOptions | RedactOptions | SampleOptions | ThrottleOptions;

/** An output of a pipeline beside the store. */
export type OutputConfig =
  | { type: "file"; path: string; bytes_max?: number | undefined; files_max?: number | undefined }
  | { type: "stdout" }
  | { type: "http"; url: string; headers?: Record<string, string> | undefined; timeout_s?: number | undefined }
  | { type: "null" };

/** Bounds of the buffer. */
export interface BufferConfig {
  bytes_max?: number | undefined;
  age_max_s?: number | undefined;
  when_full?: "block" | "drop_oldest" | "drop_newest" | undefined;
}

/** A pipeline as it stands in a configuration. */
export interface PipelineConfig {
  inputs?: InputConfig[] | undefined;
  processors?: ProcessorConfig[] | undefined;
  buffer?: BufferConfig | undefined;
  outputs?: OutputConfig[] | undefined;
}

const address = z
  .string()
  .regex(/^(?:\[[^\]]+\]|[^:\s]+):\d{1,5}$/, "Expected HOST:PORT, such as 127.0.0.1:5514")
  .refine((text) => Number(/\d+$/.exec(text)?.[0]) <= 65_535, "Expected a port up to 65535")
  .optional();

const defaults = {
  service: z.string().optional().describe("Service of records that name none."),
  host: z.string().optional().describe("Host of records that name none. @default this machine"),
  dataset: z.string().optional().describe("Dataset of records that name none. @default diagnostic"),
  zone: z.string().optional().describe("Zone of timestamps that name none. @default local"),
};

const inputs: z.ZodType<InputConfig> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("file"),
    paths: z.array(z.string().min(1)).min(1).describe("Files and patterns (*, ?, [a-z], {a,b}, **) to follow."),
    multiline: z.boolean().optional().describe("Keep stack traces with their record. @default true"),
    ...defaults,
  }),
  z.strictObject({ type: z.literal("stdin"), ...defaults }),
  z.strictObject({
    type: z.literal("syslog"),
    listen: address.describe("Address to listen on. @default 127.0.0.1:5514"),
    protocols: z
      .array(z.enum(["udp", "tcp"]))
      .min(1)
      .optional()
      .describe("Protocols to listen for. @default both"),
    ...defaults,
  }),
  z.strictObject({
    type: z.literal("gelf"),
    listen: address.describe("Address to listen on. @default 127.0.0.1:12201"),
    ...defaults,
  }),
  z.strictObject({
    type: z.literal("python"),
    listen: address.describe("Address to listen on. @default 127.0.0.1:9020"),
    ...defaults,
  }),
  z.strictObject({
    type: z.literal("forward"),
    listen: address.describe("Address to listen on. @default 127.0.0.1:24224"),
    shared_key: z.string().min(1).optional().describe("What senders must know. @default anybody may send"),
    ...defaults,
  }),
]);

const processors: z.ZodType<ProcessorConfig> = z.union([
  filterSchema,
  fieldsSchema,
  redactSchema,
  sampleSchema,
  throttleSchema,
]);

const outputs: z.ZodType<OutputConfig> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("file"),
    path: z.string().min(1).describe("Where records are appended as NDJSON."),
    bytes_max: z.int().positive().optional().describe("The file is renamed when it is larger. @default no rotation"),
    files_max: z.int().nonnegative().optional().describe("Renamed files that are kept. @default 5"),
  }),
  z.strictObject({ type: z.literal("stdout") }),
  z.strictObject({
    type: z.literal("http"),
    url: z.url({ protocol: /^https?$/ }).describe("Where records are sent as gzipped NDJSON."),
    headers: z.record(z.string(), z.string()).optional().describe("Further headers, such as authorization."),
    timeout_s: z.number().positive().optional().describe("Time for one request. @default 60"),
  }),
  z.strictObject({ type: z.literal("null") }),
]);

/** The schema of a pipeline. */
export const pipelineSchema: z.ZodType<PipelineConfig> = z.strictObject({
  inputs: z.array(inputs).optional().describe("Where records come from, beside the HTTP interface."),
  processors: z.array(processors).optional().describe("What happens to each record before the buffer, in order."),
  buffer: z
    .strictObject({
      bytes_max: z.int().positive().optional().describe("Bound on disk. @default 4 GiB"),
      age_max_s: z.number().positive().optional().describe("Segments older than this are dropped. @default never"),
      when_full: z
        .enum(["block", "drop_oldest", "drop_newest"])
        .optional()
        .describe("What happens to new records when the bound is reached. @default block"),
    })
    .optional()
    .describe("Bounds of the buffer."),
  outputs: z.array(outputs).optional().describe("Where records go, beside the store."),
});
