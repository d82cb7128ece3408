import type { Engine } from "../engine/engine.js";
import { createNews, newsTable } from "./news-table.js";
import { createRecordsTable } from "./records-table.js";
import { empty, identifier, type Sql, sql } from "../query/sql.js";

/** Name of the table that holds the records of one server. */
export const recordsTable = "records";

/** Where the records lie: in one table, or on the shards of a cluster. */
export interface RecordTables {
  /** Name of the table on each server. */
  readonly localName: string;
  /** The table on each server. */
  readonly local: Sql;
  /** Name of what queries read. */
  readonly allName: string;
  /** What queries read: all records of all shards. */
  readonly all: Sql;
  /** A table of the engine's database `system`, with the rows of every shard. */
  readonly system: (name: string) => Sql;
  /** The same with the rows of every server, replicas too. */
  readonly systemOfServers: (name: string) => Sql;
  /** What tells the servers apart in it. */
  readonly serverKey: Sql;
  /** Chunks that became searchable lately; only where other processes use the tables too. */
  readonly news: Sql;
  /** Makes that table. */
  readonly createNews: () => Promise<void>;
  /** Makes the tables where they are not there. */
  readonly create: () => Promise<void>;
  /**
   * Runs a statement that changes the schema on every server. `make` gets what stands after the name of the table:
   * nothing, or ON CLUSTER.
   */
  readonly change: (make: (onCluster: Sql) => Sql) => Promise<void>;
  /** Changes the columns of the table on each server, then of the one over all shards: readers must find them below. */
  readonly alter: (what: Sql) => Promise<void>;
  /** The shards of a cluster; empty where there are none. */
  readonly shards: () => ShardFacts[];
}

/** A server of a cluster, and whether it answered lately. */
export interface ShardFacts {
  shard: number;
  host: string;
  answers: boolean;
}

/** The tables of one engine: embedded, or a server that is no cluster, which other processes may use too (`shared`). */
export function singleTables(engine: Engine, shared: boolean): RecordTables {
  const local = identifier(recordsTable);
  return {
    localName: recordsTable,
    local,
    allName: recordsTable,
    all: local,
    system: (name) => sql`system.${identifier(name)}`,
    systemOfServers: (name) => sql`system.${identifier(name)}`,
    serverKey: sql`hostName()`,
    news: identifier(newsTable),
    createNews: async () => {
      if (shared) for (const statement of createNews(local, empty)) await engine.command(statement);
    },
    create: () => engine.command(createRecordsTable(local, empty, sql`MergeTree`)),
    change: (make) => engine.command(make(empty)),
    alter: (what) => engine.command(sql`ALTER TABLE ${local} ${what}`),
    shards: () => [],
  };
}
