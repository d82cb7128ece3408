import type { Readable } from "node:stream";

import type { Engine, StreamFormat } from "./engine/engine.js";
import { baseFields } from "./query/index.js";
import { identifier, integer, list, type Sql, sql } from "./query/sql.js";
import { orderByTime, type Selection } from "./selection.js";
import type { SearchRequest } from "./store.js";

/** Formats of an export. */
export type ExportFormat = "ndjson" | "csv" | "parquet";

const formats: Readonly<Record<ExportFormat, StreamFormat>> = {
  ndjson: "JSONEachRow",
  csv: "CSVWithNames",
  parquet: "Parquet",
};

/** Streams the selected records in a format, without holding them in memory. Attributes are a JSON text in CSV. */
export async function exportRecords(
  engine: Engine,
  selection: Selection,
  request: Pick<SearchRequest, "limit" | "order"> & { format: ExportFormat },
  signal?: AbortSignal,
): Promise<Readable> {
  const limit = request.limit === undefined ? sql`` : sql` LIMIT ${integer(request.limit)}`;
  const order = orderByTime(request.order ?? "desc");
  const inner = sql`SELECT ${innerColumns(selection)} FROM ${selection.source} WHERE ${selection.where} ${order}${limit}`;
  const statement = sql`SELECT ${outerColumns(request.format)} FROM (${inner})`;
  return engine.stream(statement, formats[request.format], signal);
}

// The columns get names of their own inside, so that the condition still means those of the table.
function innerColumns(selection: Selection): Sql {
  const base = baseFields.map((name) => sql`${selection.resolve(name).sql} AS ${identifier(`field_${name}`)}`);
  return list([...base, sql`${selection.attributes} AS field_attributes`]);
}

function outerColumns(format: ExportFormat): Sql {
  const base = baseFields.map((name) => sql`${identifier(`field_${name}`)} AS ${identifier(name)}`);
  const attributes = format === "csv" ? sql`toJSONString(field_attributes)` : sql`field_attributes`;
  return list([...base, sql`${attributes} AS attributes`]);
}
