import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import type { ClickHouseClient } from "@clickhouse/client";

import { StoreError } from "../errors.js";
import { insertAttemptsMax, memoryRetryMs, queryAttemptsMax, queryQueueMax } from "../limits.js";
import type { StoreSettings } from "../options.js";
import { render, type RenderedSql, type Sql, sql, textArray } from "../query/sql.js";
import type { Segment } from "../record.js";
import type { QueryProgress } from "../store.js";
import type { Engine, Lane, SegmentInput, StreamFormat, Table } from "./engine.js";
import { engineReason, isMemoryTaken, queryError, sqlError } from "./engine-error.js";
import { QueryWatch } from "./query-watch.js";
import { readTable } from "./result.js";
import { SessionPool } from "./session-pool.js";
import { type EngineSettings, exportSettings, insertSettings, laneSettings } from "./settings.js";

/** What `@clickhouse/client` is given to run. */
export interface BoundStatement {
  query: string;
  query_params?: Record<string, unknown>;
}

/** What differs between the embedded engine and a server. */
export interface Backend {
  /** Whether a running statement ends when its request is aborted; else `cancelStatement` is run beside it. */
  readonly cancels: boolean;
  /** The statement that ends what runs in a session. */
  cancelStatement(session: ClickHouseClient): BoundStatement;
  /** The name that statements of a session have as their `log_comment`; undefined once it is closed. */
  nameOf(session: ClickHouseClient): string | undefined;
  /** A statement with its parameters, in the way that this engine takes them. */
  bind(statement: RenderedSql): BoundStatement;
  /** A session with these settings; `readonly` must be the last that takes effect. */
  open(settings: EngineSettings): Promise<ClickHouseClient>;
  /** Runs an insert of a segment; settings are appended by the backend where they belong. */
  insert(
    session: ClickHouseClient,
    segment: Segment,
    input: SegmentInput,
    statement: (source: Sql) => Sql,
  ): Promise<void>;
  /** Streams a query's rows; resolves when the first bytes can be read. */
  stream(session: ClickHouseClient, statement: Sql, format: StreamFormat, signal?: AbortSignal): Promise<Readable>;
  /** Called after every session is closed. */
  closed(): Promise<void>;
}

const rowsRead = (table: Table): number => table.stats.rows_read;

/** Statements of `sql` that run side by side: they are written by people and may be wide. */
const sqlConcurrency = 1;
/** Exports that run side by side. */
const exportConcurrency = 2;

/** Tries again while other statements hold the memory; the last failure is thrown, as is every other one. */
async function retried<T>(attemptsMax: number, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isMemoryTaken(error) || attempt >= attemptsMax) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, memoryRetryMs));
    signal?.throwIfAborted();
  }
}

/** An {@link Engine} on `@clickhouse/client`: pools of sessions per lane, over a {@link Backend}. */
export class ClientEngine implements Engine {
  readonly #backend: Backend;
  readonly #settings: StoreSettings;
  readonly #watch = new QueryWatch();
  readonly #lanes: Record<Lane | "insert" | "export" | "control", SessionPool>;

  constructor(backend: Backend, settings: StoreSettings) {
    this.#backend = backend;
    this.#settings = settings;
    const cancel = backend.cancels ? undefined : (session: ClickHouseClient) => this.#cancel(session);
    const pool = (sizeMax: number, engine: EngineSettings): SessionPool =>
      new SessionPool({ open: () => backend.open(engine), cancel, sizeMax, queueMax: queryQueueMax });
    this.#lanes = {
      control: pool(1, laneSettings("admin", settings)),
      admin: pool(1, laneSettings("admin", settings)),
      read: pool(settings.query_concurrency, laneSettings("read", settings)),
      sql: pool(sqlConcurrency, laneSettings("sql", settings)),
      export: pool(exportConcurrency, exportSettings(settings)),
      insert: pool(settings.insert_concurrency, insertSettings(settings)),
    };
  }

  async query(lane: Lane, statement: Sql | RenderedSql, signal?: AbortSignal): Promise<Table> {
    const bound = this.#backend.bind("text" in statement ? statement : render(statement));
    const startedMs = performance.now();
    try {
      return await retried(queryAttemptsMax, signal, () =>
        this.#lanes[lane].use(async (session) => {
          const work = async (): Promise<Table> => {
            const result = await session.query({ ...bound, ...this.#cancelBy(signal), format: "JSONCompact" });
            return readTable(await result.text(), startedMs);
          };
          return this.#watch.run(signal, session, work, rowsRead);
        }, signal),
      );
    } catch (error) {
      throw queryError(error, this.#settings, "run the query");
    }
  }

  async queryText(statement: string, signal?: AbortSignal): Promise<Table> {
    const startedMs = performance.now();
    try {
      return await this.#lanes.sql.use(async (session) => {
        const work = async (): Promise<Table> => {
          const result = await session.query({ query: statement, ...this.#cancelBy(signal), format: "JSONCompact" });
          return readTable(await result.text(), startedMs);
        };
        return this.#watch.run(signal, session, work, rowsRead);
      }, signal);
    } catch (error) {
      throw sqlError(error, this.#settings);
    }
  }

  async syntaxTree(statement: string, signal?: AbortSignal): Promise<string[]> {
    try {
      return await this.#lanes.sql.use(async (session) => {
        // A format would belong to the statement that is explained, so this comes in the engine's own one.
        const { stream } = await session.exec({ query: `EXPLAIN AST ${statement}\n` });
        const lines = (await text(stream)).split("\n");
        return lines.map((line) => line.replace(/^"|"$/g, "")).filter((line) => line.trim() !== "");
      }, signal);
    } catch (error) {
      throw sqlError(error, this.#settings);
    }
  }

  async command(statement: Sql): Promise<void> {
    const bound = this.#backend.bind(render(statement));
    try {
      await this.#lanes.admin.use((session) => session.command(bound));
    } catch (error) {
      throw queryError(error, this.#settings, "change the schema");
    }
  }

  async insert(segment: Segment, input: SegmentInput, statement: (source: Sql) => Sql): Promise<void> {
    const { chunk, path } = segment;
    try {
      await retried(insertAttemptsMax, undefined, () =>
        this.#lanes.insert.use((session) => this.#backend.insert(session, segment, input, statement)),
      );
    } catch (error) {
      if (error instanceof StoreError) throw error;
      const reason = engineReason(error);
      if (/no space left|Cannot reserve|NOT_ENOUGH_SPACE/i.test(reason)) {
        throw new StoreError("CW_STORE_DISK_FULL", { chunk, path }, error);
      }
      throw new StoreError("CW_STORE_SEGMENT", { chunk, path, reason }, error);
    }
  }

  async stream(statement: Sql, format: StreamFormat, signal?: AbortSignal): Promise<Readable> {
    try {
      return await new Promise<Readable>((resolve, reject) => {
        // The session stays taken until the stream has ended.
        void this.#lanes.export
          .use(async (session) => {
            const stream = await this.#backend.stream(session, statement, format, signal);
            resolve(stream);
            await new Promise((done) => stream.once("close", done));
            // Read to the end or not: a session with half an answer in it is not used again.
            if (!stream.readableEnded) throw new StoreError("CW_STORE_CLOSED", { action: "go on with the export" });
          }, signal)
          .catch(reject);
      });
    } catch (error) {
      throw queryError(error, this.#settings, "export");
    }
  }

  async progress(signal: AbortSignal): Promise<QueryProgress | undefined> {
    const watched = this.#watch.get(signal);
    if (watched === undefined) return undefined;
    const names = [...watched.sessions].flatMap((session) => this.#backend.nameOf(session) ?? []);
    const now = names.length === 0 ? [] : await this.#running(names);
    const [read = 0, total = 0, memory = 0] = now.map(Number);
    return { rows_read: watched.rows + read, rows_total: watched.rows + Math.max(read, total), memory_bytes: memory };
  }

  /** Rows read, rows to read and memory of what runs in sessions with these names. */
  async #running(names: readonly string[]): Promise<unknown[]> {
    const bound = this.#backend.bind(
      render(sql`SELECT sum(read_rows), sum(total_rows_approx), sum(memory_usage) FROM system.processes
WHERE Settings['log_comment'] IN ${textArray(names)}`),
    );
    try {
      return await this.#lanes.control.use(async (session) => {
        const result = await session.query({ ...bound, format: "JSONCompact" });
        return readTable(await result.text(), performance.now()).rows[0] ?? [];
      });
    } catch (error) {
      throw queryError(error, this.#settings, "tell how far the query is");
    }
  }

  #cancelBy(signal: AbortSignal | undefined): { abort_signal?: AbortSignal } {
    return this.#backend.cancels && signal !== undefined ? { abort_signal: signal } : {};
  }

  async #cancel(session: ClickHouseClient): Promise<void> {
    await this.#lanes.control.use((control) => control.command(this.#backend.cancelStatement(session)));
  }

  get waiting(): number {
    return Object.values(this.#lanes).reduce((sum, { waiting }) => sum + waiting, 0);
  }

  async close(): Promise<void> {
    const { control, ...lanes } = this.#lanes;
    await Promise.all(Object.values(lanes).map((lane) => lane.close()));
    await control.close();
    await this.#backend.closed();
  }
}
