// The way to a cluster: through any of its servers, with the answer marked where a shard is missing from it.

import type { Readable } from "node:stream";

import { ClientEngine } from "../engine/client-engine.js";
import type { Engine, Lane, SegmentInput, StreamFormat, Table } from "../engine/engine.js";
import { ServerBackend } from "../engine/server-backend.js";
import { StoreError } from "../errors.js";
import type { StoreSettings } from "../options.js";
import { identifier, type RenderedSql, type Sql, sql } from "../query/sql.js";
import type { Segment } from "../record.js";
import type { QueryProgress } from "../store.js";
import type { ClusterTopology } from "./cluster-topology.js";
import { isServerAway, isShardAway } from "./away.js";
import { shardOf } from "./shard-of.js";

/** Two ways to one server. */
interface Ways {
  url: string;
  /** Fails when a shard does not answer. */
  strict: ClientEngine;
  /** Leaves out shards that do not answer. */
  lenient: ClientEngine;
}

/** An engine over a cluster. */
export class ClusterEngine implements Engine {
  readonly #urls: readonly string[];
  readonly #topology: ClusterTopology;
  readonly #settings: StoreSettings;
  readonly #closing: Promise<unknown>[] = [];
  #ways: Ways;
  #missing: ReadonlySet<number> = new Set();

  constructor(urls: readonly string[], first: string, topology: ClusterTopology, settings: StoreSettings) {
    this.#urls = urls;
    this.#topology = topology;
    this.#settings = settings;
    this.#ways = this.#open(first);
  }

  /** Shards that did not answer when they were last asked. */
  get missing(): ReadonlySet<number> {
    return this.#missing;
  }

  query(lane: Lane, statement: Sql | RenderedSql, signal?: AbortSignal): Promise<Table> {
    return this.#read((engine) => engine.query(lane, statement, signal));
  }

  queryText(statement: string, signal?: AbortSignal): Promise<Table> {
    return this.#read((engine) => engine.queryText(statement, signal));
  }

  syntaxTree(statement: string, signal?: AbortSignal): Promise<string[]> {
    return this.#anywhere(({ strict }) => strict.syntaxTree(statement, signal));
  }

  command(statement: Sql): Promise<void> {
    return this.#anywhere(({ strict }) => strict.command(statement));
  }

  /** The segment goes to the shard that its chunk belongs to, and waits while that does not answer. */
  async insert(segment: Segment, input: SegmentInput, statement: (source: Sql) => Sql): Promise<void> {
    const shard = this.#shardOf(segment);
    try {
      await this.#anywhere(({ strict }) => strict.insert(segment, input, statement));
    } catch (error) {
      if (!isShardAway(error)) throw error;
      this.#missing = new Set([...this.#missing, shard]);
      throw this.#shardError(`insert segment ${segment.chunk}`, [shard], error);
    }
  }

  /** A stream is whole or fails: nobody reads a note behind a million lines. */
  async stream(statement: Sql, format: StreamFormat, signal?: AbortSignal): Promise<Readable> {
    try {
      return await this.#anywhere(({ strict }) => strict.stream(statement, format, signal));
    } catch (error) {
      if (!isShardAway(error)) throw error;
      throw this.#shardError("export", [...(await this.#look())], error);
    }
  }

  async progress(signal: AbortSignal): Promise<QueryProgress | undefined> {
    const { strict, lenient } = this.#ways;
    return (await lenient.progress(signal)) ?? strict.progress(signal);
  }

  get waiting(): number {
    return this.#ways.strict.waiting + this.#ways.lenient.waiting;
  }

  async close(): Promise<void> {
    const { strict, lenient } = this.#ways;
    await Promise.all([strict.close(), lenient.close(), ...this.#closing]);
  }

  /**
   * Whole answers while every shard is there. Else what the others have, with the missing ones named: those that were
   * away before or after the query, so that none is passed over in silence.
   */
  async #read(work: (engine: Engine) => Promise<Table>): Promise<Table> {
    if (this.#missing.size === 0) {
      try {
        return await this.#anywhere(({ strict }) => work(strict));
      } catch (error) {
        if (!isShardAway(error)) throw error;
      }
    }
    const before = await this.#look();
    const table = await this.#anywhere(({ lenient }) => work(lenient));
    const after = await this.#look();
    const missing = [...new Set([...before, ...after])].toSorted((a, b) => a - b);
    if (missing.length === 0) return this.#anywhere(({ strict }) => work(strict));
    const partial = { shards: this.#topology.shards.length, shards_missing: missing };
    return { ...table, stats: { ...table.stats, partial } };
  }

  /** Asks which shards answer. */
  async #look(): Promise<ReadonlySet<number>> {
    const one = sql`clusterAllReplicas(${identifier(this.#topology.name)}, system.one)`;
    const { rows } = await this.#anywhere(({ lenient }) =>
      lenient.query("admin", sql`SELECT DISTINCT _shard_num FROM ${one}`),
    );
    const there = new Set(rows.map(([shard]) => Number(shard)));
    this.#missing = new Set(this.#topology.shards.filter((shard) => !there.has(shard)));
    return this.#missing;
  }

  /** Runs it on the present server, or on the next ones when that is away. */
  async #anywhere<T>(work: (ways: Ways) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const ways = this.#ways;
      try {
        return await work(ways);
      } catch (error) {
        if (!isServerAway(error) || tries >= this.#urls.length) throw error;
        this.#leave(ways);
      }
    }
  }

  /** Goes on to the next server, unless another call has done so. */
  #leave(ways: Ways): void {
    if (this.#ways !== ways) return;
    const next = this.#urls[(this.#urls.indexOf(ways.url) + 1) % this.#urls.length] ?? ways.url;
    this.#ways = this.#open(next);
    this.#closing.push(ways.strict.close(), ways.lenient.close());
  }

  #open(url: string): Ways {
    const always = {
      distributed_product_mode: "global",
      prefer_global_in_and_join: 1,
      distributed_foreground_insert: 1,
    };
    const engine = (skip: number): ClientEngine => {
      const perInsert = (segment: Segment): Record<string, number> => ({
        insert_shard_id: this.#shardOf(segment),
      });
      const extra = { always: { ...always, skip_unavailable_shards: skip }, perInsert };
      return new ClientEngine(new ServerBackend(url, this.#settings, extra), this.#settings);
    };
    return { url, strict: engine(0), lenient: engine(1) };
  }

  #shardOf({ chunk }: Segment): number {
    const { shards } = this.#topology;
    return shards[shardOf(BigInt(chunk), shards.length)] ?? 1;
  }

  #shardError(action: string, shards: readonly number[], cause: unknown): StoreError {
    const { servers } = this.#topology;
    const hosts = servers.filter(({ shard }) => shards.includes(shard)).map(({ host }) => host);
    return new StoreError("CW_STORE_SHARD_MISSING", { action, hosts: hosts.join(", ") }, cause);
  }
}
