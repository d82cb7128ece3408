import { extname, resolve } from "node:path";
import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { LookupFile } from "./lookup/lookup-file.js";
import type { LookupRow } from "./lookup/lookup-table.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { ProcessedRecord } from "./processor.js";
import { fieldName, fieldOf, setField } from "./record-field.js";

/** Adds what a file knows of a field's value. */
export interface EnrichConfig extends CommonProcessorConfig {
  type: "enrich";
  file: string;
  format?: "csv" | "json" | undefined;
  field: string;
  key?: string | undefined;
  match?: "exact" | "cidr" | undefined;
  columns?: Record<string, string> | undefined;
  prefix?: string | undefined;
  overwrite?: boolean | undefined;
}

function fieldsOf(row: LookupRow, { columns, prefix = "" }: EnrichConfig): [name: string, value: string][] {
  if (columns === undefined) return Object.entries(row).map(([column, value]) => [prefix + column, value]);
  return Object.entries(columns).flatMap(([column, name]) => {
    const value = Object.hasOwn(row, column) ? row[column] : undefined;
    return value === undefined ? [] : [[prefix + name, value]];
  });
}

function add(record: ProcessedRecord, row: LookupRow, config: EnrichConfig): void {
  for (const [name, value] of fieldsOf(row, config)) {
    if (config.overwrite === true || fieldOf(record, name) === undefined) setField(record, name, value);
  }
}

/** The enrich processor as a plugin. */
export const enrichProcessor: ProcessorDefinition<EnrichConfig> = {
  type: "enrich",
  schema: z.strictObject({
    type: z.literal("enrich"),
    ...commonProcessorShape,
    file: z
      .string()
      .min(1)
      .describe("CSV with a line of column names, or JSON: a list of objects, or an object from key to object."),
    format: z.enum(["csv", "json"]).optional().describe("How the file is written. @default by the file's ending"),
    field: z.string().min(1).describe("Field of the record whose value is looked up."),
    key: z.string().min(1).optional().describe("Column that it is compared with. @default the name of the field"),
    match: z
      .enum(["exact", "cidr"])
      .optional()
      .describe("`cidr`: keys are networks, and the longest that the address lies in counts. @default exact"),
    columns: z.record(z.string(), fieldName).optional().describe("Column to the field that it becomes. @default all"),
    prefix: z.string().max(100).optional().describe("Stands before the names of the fields. @default none"),
    overwrite: z.boolean().optional().describe("Values of the file win over the record's own. @default false"),
  }),
  create: (config, { logger, nowMs, directory = "." }) => {
    const format = config.format ?? (extname(config.file).toLowerCase() === ".json" ? "json" : "csv");
    const options = { format, key: config.key ?? config.field, match: config.match ?? "exact" };
    const file = new LookupFile(resolve(directory, config.file), options, logger);
    return {
      type: "enrich",
      process(record) {
        const value = fieldOf(record, config.field);
        const row = value === undefined ? undefined : file.find(value, nowMs());
        if (row !== undefined) add(record, row, config);
        return record;
      },
    };
  },
};
