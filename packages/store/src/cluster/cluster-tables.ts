import { createClient } from "@clickhouse/client";

import { engineReason } from "../engine/engine-error.js";
import { quiet } from "../engine/server-backend.js";
import { StoreError } from "../errors.js";
import { identifier, render, type Sql, sql } from "../query/sql.js";
import { recordsTable, type RecordTables, type ShardFacts } from "../schema/record-tables.js";
import { createNews, newsTable } from "../schema/news-table.js";
import { createRecordsTable, replicatedEngine } from "../schema/records-table.js";
import type { ClusterServer, ClusterTopology } from "./cluster-topology.js";

/** Name of the table over all shards. */
const allTable = "all_records";

/** The tables of a cluster: one of records on each server, and one over all of them. */
export class ClusterTables implements RecordTables {
  readonly localName: string = recordsTable;
  readonly local: Sql = identifier(recordsTable);
  readonly allName: string = allTable;
  readonly all: Sql = identifier(allTable);
  #topology: ClusterTopology;
  readonly #readTopology: () => Promise<ClusterTopology>;
  readonly #database: string;
  readonly #missing: () => ReadonlySet<number>;

  constructor(
    topology: ClusterTopology,
    again: () => Promise<ClusterTopology>,
    database: string,
    missing: () => ReadonlySet<number>,
  ) {
    this.#topology = topology;
    this.#readTopology = again;
    this.#database = database;
    this.#missing = missing;
  }

  readonly system = (name: string): Sql => sql`cluster(${identifier(this.#topology.name)}, system.${identifier(name)})`;

  readonly systemOfServers = (name: string): Sql =>
    sql`clusterAllReplicas(${identifier(this.#topology.name)}, system.${identifier(name)})`;

  readonly serverKey: Sql = sql`hostName(), tcpPort()`;

  readonly create = async (): Promise<void> => {
    const { name, replicated } = this.#topology;
    await this.createDatabase();
    const engine = replicated ? replicatedEngine : sql`MergeTree`;
    await this.change((onCluster) => createRecordsTable(this.local, onCluster, engine));
    const database = identifier(this.#database);
    await this.change(
      (onCluster) =>
        sql`CREATE TABLE IF NOT EXISTS ${this.all}${onCluster} AS ${this.local}
ENGINE = Distributed(${identifier(name)}, ${database}, ${this.local}, cityHash64(chunk))`,
    );
  };

  get news(): Sql {
    const [name, database] = [identifier(this.#topology.name), identifier(this.#database)];
    return sql`clusterAllReplicas(${name}, ${database}, ${identifier(newsTable)})`;
  }

  readonly createNews = async (): Promise<void> => {
    for (const index of createNews(this.local, sql``).keys()) {
      await this.change((onCluster) => createNews(this.local, onCluster)[index] ?? sql``);
    }
  };

  /** The database first: on every server, before anything else. */
  async createDatabase(): Promise<void> {
    const name = identifier(this.#database);
    await this.#run((onCluster) => sql`CREATE DATABASE IF NOT EXISTS ${name}${onCluster}`, "default");
  }

  readonly change = (make: (onCluster: Sql) => Sql): Promise<void> => this.#run(make, this.#database);

  readonly alter = async (what: Sql): Promise<void> => {
    await this.change((onCluster) => sql`ALTER TABLE ${this.local}${onCluster} ${what}`);
    await this.change((onCluster) => sql`ALTER TABLE ${this.all}${onCluster} ${what}`);
  };

  readonly shards = (): ShardFacts[] =>
    this.#topology.servers.map(({ shard, host }) => ({ shard, host, answers: !this.#missing().has(shard) }));

  /** With a Keeper one server is told, and the others follow; without, each is told. */
  async #run(make: (onCluster: Sql) => Sql, database: string): Promise<void> {
    if (this.#topology.servers.some(({ url }) => url === undefined)) await this.#lookAgain();
    const { servers, keeper, name } = this.#topology;
    const reachable = servers.filter(({ url }) => url !== undefined);
    if (keeper) return this.#tell(reachable.slice(0, 1), make(sql` ON CLUSTER ${identifier(name)}`), database);
    if (reachable.length < servers.length) this.#refuse(servers.filter(({ url }) => url === undefined));
    return this.#tell(servers, make(sql``), database);
  }

  /** A server that did not answer when the store was opened may be back: its address is known then. */
  async #lookAgain(): Promise<void> {
    const { servers } = await this.#readTopology();
    this.#topology = { ...this.#topology, servers };
  }

  async #tell(servers: readonly ClusterServer[], statement: Sql, database: string): Promise<void> {
    const { text: query, params } = render(statement);
    for (const { url = "", host } of servers) {
      const client = createClient({ url, database, log: quiet });
      try {
        await client.command({ query, query_params: params });
      } catch (error) {
        const reason = `${host}: ${engineReason(error)}`;
        throw new StoreError("CW_STORE_CLUSTER", { cluster: this.#topology.name, reason }, error);
      } finally {
        await client.close();
      }
    }
  }

  #refuse(servers: readonly ClusterServer[]): never {
    const hosts = servers.map(({ host }) => host).join(", ");
    const reason = `the schema must be changed, and ${hosts} cannot be told: start it, or name its HTTP address in url`;
    throw new StoreError("CW_STORE_CLUSTER", { cluster: this.#topology.name, reason });
  }
}
