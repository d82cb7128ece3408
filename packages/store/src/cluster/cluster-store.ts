import { StoreError } from "../errors.js";
import type { StoreHooks, StoreSettings } from "../options.js";
import type { StoreStart } from "../start-store.js";
import { ClusterEngine } from "./cluster-engine.js";
import { ClusterTables } from "./cluster-tables.js";
import { readTopology } from "./cluster-topology.js";

/** Where a cluster is. */
export interface ClusterPlace {
  urls: readonly string[];
  cluster: string;
  /** Its addresses without passwords, for messages. */
  place: string;
}

/** Opens the way to a ClickHouse cluster, and gives what `start` makes of it; see `openStore`. */
export async function openCluster<T>(
  { urls, cluster, place }: ClusterPlace,
  settings: StoreSettings,
  hooks: StoreHooks,
  start: (place: StoreStart) => Promise<T>,
): Promise<T> {
  const { first, ...topology } = await readTopology(urls, cluster, place);
  const engine = new ClusterEngine(urls, first, topology, settings);
  const again = (): ReturnType<typeof readTopology> => readTopology(urls, cluster, place);
  const tables = new ClusterTables(topology, again, settings.database, () => engine.missing);
  const all = { kind: "cluster", engine, tables, settings, hooks, place, shared: true } as const;
  try {
    // A server that is away has its database already, or the schema cannot be made.
    if (topology.keeper || topology.servers.every(({ url }) => url !== undefined)) await tables.createDatabase();
    return await start({ ...all, expectTable: false });
  } catch (error) {
    await engine.close();
    if (error instanceof StoreError) throw error;
    throw new StoreError("CW_STORE_CLUSTER", { cluster, reason: String(error) }, error);
  }
}
