import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

import { type ClickHouseClient, ClickHouseLogLevel, createClient, drainStream } from "@clickhouse/client";

import { requestTimeoutMs } from "../limits.js";
import type { StoreSettings } from "../options.js";
import { render, type RenderedSql, sql, type Sql, text } from "../query/sql.js";
import type { Segment } from "../record.js";
import type { Backend, BoundStatement } from "./client-engine.js";
import type { SegmentInput, StreamFormat } from "./engine.js";
import type { EngineSettings } from "./settings.js";

/** The client's own log goes to the console; what it would say is in the errors that it throws. */
export const quiet: { level: ClickHouseLogLevel } = { level: ClickHouseLogLevel.OFF };

/** Settings that every statement, and every insert, has besides those of its lane. */
export interface ExtraSettings {
  always: EngineSettings;
  perInsert(segment: Segment): EngineSettings;
}

const noExtra: ExtraSettings = { always: {}, perInsert: () => ({}) };

/** A ClickHouse server over HTTP. Segments are streamed to it as they are. */
export class ServerBackend implements Backend {
  readonly cancels = true;
  readonly #url: string;
  readonly #settings: StoreSettings;
  readonly #extra: ExtraSettings;
  readonly #names = new WeakMap<ClickHouseClient, string>();

  constructor(url: string, settings: StoreSettings, extra: ExtraSettings = noExtra) {
    this.#extra = extra;
    this.#url = url;
    this.#settings = settings;
  }

  bind({ text: query, params }: RenderedSql): BoundStatement {
    return { query, query_params: params };
  }

  cancelStatement(): BoundStatement {
    return { query: "SELECT 1" };
  }

  nameOf(session: ClickHouseClient): string | undefined {
    return this.#names.get(session);
  }

  async open(settings: EngineSettings): Promise<ClickHouseClient> {
    const name = `cordwood-${randomUUID()}`;
    const session = createClient({
      url: this.#url,
      database: this.#settings.database,
      clickhouse_settings: {
        ...this.#extra.always,
        ...settings,
        cancel_http_readonly_queries_on_client_close: 1,
        log_comment: name,
      },
      request_timeout: requestTimeoutMs,
      log: quiet,
    });
    this.#names.set(session, name);
    return session;
  }

  async insert(
    session: ClickHouseClient,
    segment: Segment,
    { format, structure, token = segment.chunk }: SegmentInput,
    statement: (source: Sql) => Sql,
  ): Promise<void> {
    const query = render(statement(sql`input(${text(structure)})`));
    const { stream } = await session.exec({
      query: `${query.text} FORMAT ${format}`,
      query_params: query.params,
      values: createReadStream(segment.path),
      clickhouse_settings: { ...this.#extra.perInsert(segment), insert_deduplication_token: token },
    });
    await drainStream(stream);
  }

  async stream(
    session: ClickHouseClient,
    statement: Sql,
    format: StreamFormat,
    signal?: AbortSignal,
  ): Promise<Readable> {
    const query = render(statement);
    const { stream } = await session.exec({
      query: `${query.text} FORMAT ${format}`,
      query_params: query.params,
      ...(signal && { abort_signal: signal }),
    });
    return stream;
  }

  async closed(): Promise<void> {}
}
