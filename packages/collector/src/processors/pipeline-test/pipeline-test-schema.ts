// The unit tests of a pipeline as they stand in cordwood.yaml under `tests`.
import { parseDuration, parseTime } from "@cordwood/store/query";
import { z } from "zod";
import { type ParserConfig, parserSchema } from "../../parsers/parser-schema.js";
import { conditionSchema } from "../evaluate/condition-schema.js";

/** What is put in: a line, a record, or a pause of the test's clock. */
export type PipelineTestInput = string | { wait: string } | Record<string, unknown>;

/** What a record must be: fields with their values (null: the field is not there), or a search that matches it. */
export type ExpectedRecord = string | Record<string, string | number | boolean | null | Record<string, unknown>>;

/** What a counted metric must be. */
export interface ExpectedMetric {
  name: string;
  labels?: Record<string, string> | undefined;
  value?: number | undefined;
  count?: number | undefined;
  sum?: number | undefined;
}

/** What must come out. */
export interface Expectation {
  records?: ExpectedRecord[] | undefined;
  match?: string | undefined;
  dropped?: number | Record<string, number> | undefined;
  routed?: Record<string, ExpectedRecord[]> | undefined;
  metrics?: ExpectedMetric[] | undefined;
}

/** One test. */
export interface PipelineTest {
  name: string;
  input: PipelineTestInput[];
  parser?: ParserConfig | undefined;
  multiline?: boolean | undefined;
  service?: string | undefined;
  host?: string | undefined;
  dataset?: string | undefined;
  now?: string | undefined;
  expect: ExpectedRecord[] | Expectation;
}

const duration = z
  .string("Expected a duration such as 10s or 1h30m")
  .refine((text) => parseDuration(text) !== undefined, "Expected a duration such as 10s or 1h30m");
const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.record(z.string(), z.unknown())]);
const expectedRecord = z.union([conditionSchema, z.record(z.string(), value)]);
const expectedRecords = z.array(expectedRecord);

// A record with nothing but `wait` would be a pause with a mistake in it.
const inputRecord = z
  .record(z.string(), z.unknown())
  .refine((item) => Object.keys(item).join() !== "wait", "Expected a duration such as 10s or 1h30m");

const metric = z.strictObject({
  name: z.string().min(1).describe("Name of the metric."),
  labels: z.record(z.string(), z.string()).optional().describe("Its labels. @default none"),
  value: z.number().optional().describe("Value of a counter."),
  count: z.number().optional().describe("Observations of a histogram."),
  sum: z.number().optional().describe("Sum of a histogram."),
});

const expectation = z.strictObject({
  records: expectedRecords
    .optional()
    .describe("The records that come out, in order: fields, or a search that matches."),
  match: conditionSchema.optional().describe("A search that every record that comes out matches."),
  dropped: z
    .union([z.int().nonnegative(), z.record(z.string(), z.int().nonnegative())])
    .optional()
    .describe("Records that processors dropped: how many, or how many by reason."),
  routed: z.record(z.string(), expectedRecords).optional().describe("Output to the records that it gets."),
  metrics: z.array(metric).optional().describe("Metrics of `count` processors."),
});

/** The schema of one test. */
export const pipelineTestSchema: z.ZodType<PipelineTest> = z.strictObject({
  name: z.string().min(1).max(200).describe("What it tests."),
  input: z
    .array(z.union([z.string(), z.strictObject({ wait: duration }), inputRecord]))
    .describe("Lines, records as an application sends them, and `wait: 10s`, which lets the clock of the test go on."),
  parser: parserSchema.optional().describe("How lines are read. @default auto"),
  multiline: z.boolean().optional().describe("Keep stack traces with their record. @default true"),
  service: z.string().optional().describe("Service of records that name none. @default empty"),
  host: z.string().optional().describe("Host of records that name none. @default empty"),
  dataset: z.string().optional().describe("Dataset of records that name none. @default diagnostic"),
  now: z
    .string()
    .refine((text) => parseTime(text, 0n) !== undefined && !text.startsWith("now"), "Expected a time in ISO 8601")
    .optional()
    .describe("When the test begins. @default 2026-01-01T00:00:00Z"),
  expect: z.union([expectedRecords, expectation]).describe("What comes out: records, or more."),
});
