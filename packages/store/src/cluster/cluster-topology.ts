// Which servers a cluster has, and at which addresses they take statements.

import { createClient } from "@clickhouse/client";

import { engineReason } from "../engine/engine-error.js";
import { quiet } from "../engine/server-backend.js";
import { StoreError } from "../errors.js";

/** A server of a cluster. */
export interface ClusterServer {
  shard: number;
  replica: number;
  /** Name and port by which the servers know it. */
  host: string;
  /** Its HTTP address; undefined when it is not known, or does not answer. */
  url: string | undefined;
}

/** A cluster as its servers have it in their configuration. */
export interface ClusterTopology {
  name: string;
  servers: readonly ClusterServer[];
  /** Numbers of the shards, ascending. */
  shards: readonly number[];
  /** Whether the servers have a Keeper: schema changes then go through ON CLUSTER. */
  keeper: boolean;
  /** Whether tables can be replicated: there is a Keeper, and the servers have the macros `shard` and `replica`. */
  replicated: boolean;
}

type Row = Record<string, unknown>;

async function rowsOf(url: string, query: string, params: Record<string, string> = {}): Promise<Row[]> {
  const client = createClient({ url, log: quiet });
  try {
    const result = await client.query({ query, query_params: params, format: "JSONEachRow" });
    return await result.json<Row>();
  } finally {
    await client.close();
  }
}

const serversQuery = `SELECT shard_num AS shard, replica_num AS replica, host_name AS host, port, is_local
FROM system.clusters WHERE cluster = {name:String} ORDER BY shard, replica`;

const abilitiesQuery = `SELECT (SELECT count() FROM system.tables WHERE database = 'system' AND name = 'zookeeper') AS keeper,
(SELECT count() FROM system.macros WHERE macro IN ('shard', 'replica')) AS macros`;

const keyOf = ({ shard, replica }: { shard: unknown; replica: unknown }): string =>
  `${Number(shard)}.${Number(replica)}`;

/** The address of a server as it would be if all had the same port and user as the one that was given. */
function guessUrl(given: string, host: string): string {
  const url = new URL(given);
  url.hostname = host;
  return url.href;
}

/** Which of the cluster's servers the address belongs to, by the server's own word. */
async function whoIs(url: string, name: string): Promise<string | undefined> {
  const rows = await rowsOf(url, serversQuery, { name }).catch(() => []);
  const own = rows.find((row) => Number(row["is_local"]) === 1);
  return own === undefined ? undefined : keyOf({ shard: own["shard"], replica: own["replica"] });
}

/**
 * Asks the servers at `urls` for the cluster `name`.
 * @throws StoreError `CW_STORE_UNREACHABLE` when none answers, `CW_STORE_CLUSTER` when they know no such cluster.
 */
export async function readTopology(
  urls: readonly string[],
  name: string,
  place: string,
): Promise<ClusterTopology & { first: string }> {
  const { first, rows } = await firstAnswer(urls, name, place);
  if (rows.length === 0) {
    throw new StoreError("CW_STORE_CLUSTER", { cluster: name, reason: "the server has no cluster of this name" });
  }
  const guesses = rows.map((row) => guessUrl(first, String(row["host"])));
  const known = new Map<string, string>();
  const candidates = [...new Set([...urls, ...guesses])];
  const keys = await Promise.all(candidates.map((url) => whoIs(url, name)));
  for (const [index, key] of keys.entries()) if (key !== undefined) known.set(key, candidates[index] ?? first);
  const servers = rows.map((row) => ({
    shard: Number(row["shard"]),
    replica: Number(row["replica"]),
    host: `${String(row["host"])}:${Number(row["port"])}`,
    url: known.get(keyOf({ shard: row["shard"], replica: row["replica"] })),
  }));
  const [abilities] = await rowsOf(first, abilitiesQuery);
  const keeper = Number(abilities?.["keeper"]) > 0;
  const shards = [...new Set(servers.map(({ shard }) => shard))];
  return { name, servers, shards, keeper, replicated: keeper && Number(abilities?.["macros"]) === 2, first };
}

async function firstAnswer(
  urls: readonly string[],
  name: string,
  place: string,
): Promise<{ first: string; rows: Row[] }> {
  let last: unknown;
  for (const url of urls) {
    try {
      return { first: url, rows: await rowsOf(url, serversQuery, { name }) };
    } catch (error) {
      last = error;
    }
  }
  const reason = engineReason(last) || (last as NodeJS.ErrnoException).code || "no answer";
  throw new StoreError("CW_STORE_UNREACHABLE", { url: place, reason }, last);
}
