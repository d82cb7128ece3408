import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";

import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { type ChdbConnection, createChdbConnection } from "chdb/connection";

import { identifier, type ParameterValue, render, type RenderedSql, sql, type Sql, text } from "../query/sql.js";
import type { Segment } from "../record.js";
import type { Backend, BoundStatement } from "./client-engine.js";
import type { SegmentInput, StreamFormat } from "./engine.js";
import type { EngineSettings } from "./settings.js";

let sessionCount = 0;

/** The embedded engine, chDB, on a directory. The engine takes one directory per process. */
export class ChdbBackend implements Backend {
  readonly cancels = false;
  readonly #path: string;
  readonly #database: string;
  /** Where files of exports are written. */
  readonly #exports: string;
  readonly #connections = new WeakMap<ClickHouseClient, ChdbConnection>();
  readonly #names = new WeakMap<ClickHouseClient, string>();
  readonly #closed: () => void;

  constructor(path: string, database: string, closed: () => void) {
    this.#path = path;
    this.#database = database;
    this.#exports = join(dirname(path), "exports");
    rmSync(this.#exports, { recursive: true, force: true });
    this.#closed = closed;
  }

  /**
   * Parameters are set in the session, by statements before the query: the engine still reads them as typed values.
   * The binding's own way to pass parameters runs one query at a time in the whole process (measured: four at once take
   * four times as long).
   */
  bind({ text: query, params }: RenderedSql): BoundStatement {
    return { query: setParameters(params) + query };
  }

  /** Sessions are told apart by a comment that each has in its settings. Waiting for the end (SYNC) never returns. */
  cancelStatement(session: ClickHouseClient): BoundStatement {
    return { query: `KILL QUERY WHERE Settings['log_comment'] = '${this.#names.get(session) ?? ""}' ASYNC` };
  }

  nameOf(session: ClickHouseClient): string | undefined {
    return this.#names.get(session);
  }

  async open(settings: EngineSettings): Promise<ClickHouseClient> {
    const connection = createChdbConnection({ path: this.#path });
    // The connection's interface is declared in two packages (@clickhouse/client and @clickhouse/client-common), one of
    // whose classes has a private member: one thing for people, two for the type checker.
    const configuration: object = { connection };
    const session = createClient(configuration);
    this.#connections.set(session, connection);
    const comment = `cordwood-${(sessionCount += 1)}`;
    this.#names.set(session, comment);
    await session.command({ query: `SET log_comment = '${comment}'` });
    await session.command({ query: `CREATE DATABASE IF NOT EXISTS ${this.#database}` });
    await session.command({ query: `USE ${this.#database}` });
    for (const [name, value] of Object.entries(settings)) {
      await session.command({ query: `SET ${name} = ${typeof value === "number" ? value : quote(value)}` });
    }
    return session;
  }

  async insert(
    session: ClickHouseClient,
    segment: Segment,
    { format, structure, token = segment.chunk }: SegmentInput,
    statement: (source: Sql) => Sql,
  ): Promise<void> {
    const source = sql`file(${text(segment.path)}, ${identifier(format)}, ${text(structure)})`;
    const settings = sql` SETTINGS insert_deduplication_token = ${text(token)}`;
    await session.command(this.bind(render(sql`${statement(source)}${settings}`)));
  }

  async stream(
    session: ClickHouseClient,
    statement: Sql,
    format: StreamFormat,
    signal?: AbortSignal,
  ): Promise<Readable> {
    const connection = this.#connections.get(session);
    if (connection === undefined) throw new TypeError("the session was not opened here");
    const query = render(statement);
    // The streaming call takes one statement; what is set before stays set in the session.
    const parameters = setParameters(query.params);
    if (parameters !== "") await session.command({ query: parameters });
    if (format === "Parquet") return this.#file(session, query.text, signal);
    const chunks = connection.chdb.queryStream(query.text, { format, ...(signal && { signal }) });
    const bytes = format === "CSVWithNames" ? oneHeader(bytesOf(chunks)) : bytesOf(chunks);
    return Readable.from(bytes, { objectMode: false });
  }

  /**
   * An answer by way of a file, for formats with a beginning and an end: the binding's streams make each chunk a whole
   * file of its own. The file has no name any more while it is read, so that nothing is left of it.
   */
  async #file(session: ClickHouseClient, query: string, signal?: AbortSignal): Promise<Readable> {
    const path = join(this.#exports, `${randomUUID()}.tmp`);
    mkdirSync(this.#exports, { recursive: true });
    try {
      await session.command({ query: `${query}\nINTO OUTFILE ${quote(path)} FORMAT Parquet` });
      const handle = await open(path);
      return handle.createReadStream({ ...(signal && { signal }) });
    } finally {
      rmSync(path, { force: true });
    }
  }

  async closed(): Promise<void> {
    this.#closed();
  }
}

async function* bytesOf(chunks: AsyncIterable<{ raw(): Uint8Array }>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const bytes = chunk.raw();
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** The binding puts the header before each chunk; it is kept before the first. */
async function* oneHeader(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let header: Buffer | undefined;
  for await (const chunk of chunks) {
    const again = header !== undefined && chunk.subarray(0, header.length).equals(header);
    yield again ? chunk.subarray(header?.length) : chunk;
    header ??= chunk.subarray(0, headerLength(chunk));
  }
}

/** Length of the first line of a CSV, which ends at the first line break outside of quotes. */
function headerLength(csv: Buffer): number {
  let quoted = false;
  for (const [at, byte] of csv.entries()) {
    if (byte === 0x22) quoted = !quoted;
    if (byte === 0x0a && !quoted) return at + 1;
  }
  return csv.length;
}

function setParameters(params: RenderedSql["params"]): string {
  return Object.entries(params)
    .map(([name, value]) => `SET param_${name} = ${quote(parameterText(value))};\n`)
    .join("");
}

/** A string literal of ClickHouse's SQL. */
function quote(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function escapeValue(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\0", "\\0")
    .replaceAll("'", "\\'");
}

/** A query parameter as ClickHouse reads it: escaped as in TabSeparated. */
function parameterText(value: ParameterValue): string {
  if (typeof value === "string") return escapeValue(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  return `[${value.map((item) => `'${escapeValue(item)}'`).join(",")}]`;
}
