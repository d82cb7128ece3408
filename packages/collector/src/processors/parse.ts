import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import type { ParsedLine } from "../parsers/parsed-line.js";
import { type ParserConfig, parserSchema, streamParser } from "../parsers/parser-schema.js";
import { localZone, zoneOf } from "../timestamps/zone.js";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { clockOf } from "./evaluate/condition.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import { fieldName, fieldOf, removeField, setField } from "./record-field.js";

/** Takes a field apart. */
export interface ParseConfig extends CommonProcessorConfig {
  type: "parse";
  parser: ParserConfig;
  field?: string | undefined;
  keep?: boolean | undefined;
  prefix?: string | undefined;
  on_failure?: "mark" | "keep" | "drop" | undefined;
  zone?: string | undefined;
}

const zone = z.string().refine(
  (name) => {
    try {
      return zoneOf(name) !== undefined;
    } catch {
      return false;
    }
  },
  { message: "Expected local, UTC, an offset such as +02:00, or an IANA name such as Europe/Berlin" },
);

/** What the parser found wins over what the record said; the texts that it did not find stay. */
function merge(record: SegmentRecord, parsed: ParsedLine, prefix: string): void {
  if (parsed.time !== undefined) record.time = parsed.time.toString();
  if (parsed.level !== undefined) {
    record.level = parsed.level;
    record.severity = parsed.severity ?? 0;
  }
  record.logger = parsed.logger ?? record.logger;
  record.service = parsed.service ?? record.service;
  record.host = parsed.host ?? record.host;
  record.dataset = parsed.dataset ?? record.dataset;
  record.trace_id = parsed.traceId ?? record.trace_id;
  record.span_id = parsed.spanId ?? record.span_id;
  for (const [name, value] of Object.entries(parsed.attributes ?? {})) setField(record, prefix + name, value);
}

function apply(record: SegmentRecord, parsed: ParsedLine, config: ParseConfig): void {
  const { field = "message", keep = false, prefix = "" } = config;
  const text = fieldOf(record, field);
  if (!keep && field !== "message") removeField(record, field);
  merge(record, parsed, prefix);
  // A parser that finds no message answers the whole text.
  const found = parsed.message !== text;
  if (!keep && (field === "message" || found)) record.message = parsed.message;
  if (field === "message") record.parse_error = "";
}

/** The parse processor as a plugin. */
export const parseProcessor: ProcessorDefinition<ParseConfig> = {
  type: "parse",
  schema: z.strictObject({
    type: z.literal("parse"),
    ...commonProcessorShape,
    parser: parserSchema.describe("A format's name, or csv, regexp or grok with what they need."),
    field: fieldName.optional().describe("The field to take apart. @default message"),
    keep: z
      .boolean()
      .optional()
      .describe("The field stays as it was, beside what was found in it. @default false: it is replaced"),
    prefix: z.string().max(100).optional().describe("Stands before the names of the attributes found. @default none"),
    on_failure: z
      .enum(["mark", "keep", "drop"])
      .optional()
      .describe("A text in another format: the reason in `parse_error`, nothing, or the record dropped. @default mark"),
    zone: zone.optional().describe("Zone of timestamps that name none. @default local"),
  }),
  create: (config, surroundings) => {
    const parser = streamParser(config.parser);
    const clock = clockOf(surroundings);
    const timeZone = config.zone === undefined ? localZone() : zoneOf(config.zone);
    return {
      type: "parse",
      reason: "not_parsed",
      process(record) {
        const text = fieldOf(record, config.field ?? "message");
        if (text === undefined) return record;
        const parsed = parser.parse(text, { now: clock(), zone: timeZone });
        if (parsed.parseError === undefined) apply(record, parsed, config);
        else if (config.on_failure === "drop") return undefined;
        else if (config.on_failure !== "keep") record.parse_error = parsed.parseError;
        return record;
      },
    };
  },
};
