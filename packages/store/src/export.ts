import type { Readable } from "node:stream";

import type { Engine, StreamFormat } from "./engine/engine.js";
import { compileExport, type Schema } from "./query/index.js";
import { columnName, render, type Sql, sql, text } from "./query/sql.js";
import { assertWhole } from "./partial.js";
import { search } from "./search.js";
import type { ExportRequest, TableColumn } from "./store.js";

const formats: Readonly<Record<ExportRequest["format"], StreamFormat>> = {
  ndjson: "JSONEachRow",
  csv: "CSVWithNames",
  parquet: "Parquet",
};

/**
 * Streams the records or the table that a query answers with, in a format, without holding them in memory. Times are
 * times and numbers numbers in Parquet; attributes are a map, in CSV a JSON text; `fields` makes a column of each.
 */
export async function exportAnswer(
  engine: Engine,
  schema: Schema,
  request: ExportRequest,
  signal?: AbortSignal,
): Promise<Readable> {
  const { query, format, escape_formulas: escapeFormulas = false, ...options } = request;
  const csv = format === "csv";
  const written = { attributesAsText: csv, escapeFormulas: csv && escapeFormulas };
  const statement = compileExport(query, { schema, ...options, ...written });
  return engine.stream(statement ?? (await readFirst(engine, schema, request, signal)), formats[format], signal);
}

/** A table that is not made by the engine alone goes through it once more, to be written in the format. */
async function readFirst(engine: Engine, schema: Schema, request: ExportRequest, signal?: AbortSignal): Promise<Sql> {
  const { query, range, limit } = request;
  const asked = { query, ...(range && { range }), ...(limit !== undefined && { limit }) };
  const result = await search(engine, schema, asked, signal);
  if (result.kind !== "table") throw new TypeError("only a table has to be read first");
  assertWhole("export", result.stats);
  const rows = result.rows.map((row) => JSON.stringify(row)).join("\n");
  return sql`SELECT * FROM format(JSONCompactEachRow, ${text(structureOf(result.columns))}, ${text(rows)})`;
}

const engineTypes: Readonly<Record<string, string>> = {
  number: "Nullable(Float64)",
  boolean: "Bool",
  time: "DateTime64(9, 'UTC')",
  list: "Array(String)",
};

function structureOf(columns: readonly TableColumn[]): string {
  return columns
    .map(({ name, type }) => `${render(columnName(name)).text} ${engineTypes[type] ?? "String"}`)
    .join(", ");
}
