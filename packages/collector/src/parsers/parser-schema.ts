// How a configuration names the parser of an input's lines.
import { z } from "zod";
import { CollectorError } from "../errors.js";
import { ConfiguredParser } from "./configured-parser.js";
import { createParser, type ParserOptions } from "./create-parser.js";
import { createAutoParser } from "./auto.js";
import type { RecordParser } from "./parsed-line.js";

const names = [
  "auto",
  "json",
  "ltsv",
  "logfmt",
  "syslog",
  "apache",
  "nginx",
  "cri",
  "docker",
  "klog",
  "nest",
  "none",
] as const;

/** A parser's name, or its format with what it needs. */
export type ParserConfig =
  | (typeof names)[number]
  | { format: "csv"; columns?: string[] | undefined; delimiter?: string | undefined }
  | { format: "regexp"; pattern: string }
  | { format: "grok"; pattern: string; patterns?: Record<string, string> | undefined };

const pattern = z.string().min(1);

const shape = z.union([
  z.enum(names),
  z.strictObject({
    format: z.literal("csv"),
    columns: z.array(z.string().min(1)).min(1).optional().describe("Names of the columns. @default the first line"),
    delimiter: z.string().length(1).optional().describe("What separates them. @default ,"),
  }),
  z.strictObject({ format: z.literal("regexp"), pattern: pattern.describe("RE2, with named groups.") }),
  z.strictObject({
    format: z.literal("grok"),
    pattern: pattern.describe("Grok, such as `%{LOGLEVEL:level} %{GREEDYDATA:message}`."),
    patterns: z.record(z.string(), z.string()).optional().describe("Further patterns by name."),
  }),
]);

/** The schema of a parser; patterns are tried, so that `cordwood check` finds what is wrong with them. */
export const parserSchema: z.ZodType<ParserConfig> = shape.superRefine((config, context) => {
  try {
    createParser(optionsOf(config));
  } catch (error) {
    if (!(error instanceof CollectorError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
});

/** The option `parser` of inputs whose records are lines. */
export const parserShape: { parser: z.ZodOptional<typeof parserSchema> } = {
  parser: parserSchema
    .optional()
    .describe("How lines are read: a format's name, or csv, regexp or grok with what they need. @default auto"),
};

/** Makes the parser of one stream. @throws CollectorError `CW_COLLECTOR_PATTERN` when a pattern cannot be used. */
export function streamParser(config: ParserConfig = "auto"): RecordParser {
  const isAuto = config === "auto" || config === "cri" || config === "docker";
  return isAuto ? createAutoParser() : new ConfiguredParser(createParser(optionsOf(config)));
}

function optionsOf(config: ParserConfig): ParserOptions {
  if (typeof config === "string") return { format: config };
  if (config.format === "csv") {
    const { columns, delimiter } = config;
    return { format: "csv", ...(columns !== undefined && { columns }), ...(delimiter !== undefined && { delimiter }) };
  }
  if (config.format === "regexp") return config;
  const { pattern: text, patterns } = config;
  return { format: "grok", pattern: text, ...(patterns !== undefined && { patterns }) };
}
