import type { Engine, Table } from "./engine/engine.js";
import { compile, type Compiled, type ResultColumn, type Schema } from "./query/index.js";
import { emptyRow } from "./rows.js";
import type { Row, SearchRequest, SearchResult } from "./store.js";

/**
 * A page of records, or the table that the query's stages make.
 * @throws QueryError when the query or the cursor cannot be used; StoreError when a limit was reached.
 */
export async function search(
  engine: Engine,
  schema: Schema,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<SearchResult> {
  const { query, ...options } = request;
  const compiled = compile(query, { schema, ...options });
  const table = await engine.query("read", compiled, signal);
  return compiled.kind === "table" ? readTable(compiled, table) : readRecords(compiled, table);
}

function readTable({ columns }: Compiled, { rows, stats }: Table): SearchResult {
  return { kind: "table", columns, rows, stats };
}

function readRecords(compiled: Compiled, { rows, stats }: Table): SearchResult {
  const records = rows.map((values) => readRecord(compiled.columns, values));
  return { kind: "records", rows: records, cursor: compiled.next(records.length, records.at(-1)), stats };
}

function readRecord(columns: readonly ResultColumn[], values: readonly unknown[]): Row {
  const found = Object.fromEntries(columns.map(({ name }, index) => [name, values[index]]));
  return { ...emptyRow, ...(found as Partial<Row>), severity: Number(found["severity"] ?? 0) };
}
