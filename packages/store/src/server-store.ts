import { createClient } from "@clickhouse/client";

import { openCluster } from "./cluster/cluster-store.js";
import { ClientEngine } from "./engine/client-engine.js";
import { engineReason } from "./engine/engine-error.js";
import { quiet, ServerBackend } from "./engine/server-backend.js";
import { StoreError } from "./errors.js";
import type { StoreHooks, StoreOptions, StoreSettings } from "./options.js";
import { singleTables } from "./schema/record-tables.js";
import type { StoreStart } from "./start-store.js";

/** The address without user and password, for messages. */
function publicAddress(url: string): string {
  try {
    const { origin, pathname } = new URL(url);
    return origin + (pathname === "/" ? "" : pathname);
  } catch {
    throw new StoreError("CW_STORE_OPTIONS", { reason: "url is no address such as http://clickhouse:8123" });
  }
}

/** Opens the way to a ClickHouse server or cluster, and gives what `start` makes of it; see `openStore`. */
export async function openServer<T>(
  { url = "", cluster }: StoreOptions,
  settings: StoreSettings,
  hooks: StoreHooks,
  start: (place: StoreStart) => Promise<T>,
): Promise<T> {
  const urls = url.split(",").map((each) => each.trim());
  const place = urls.map((each) => publicAddress(each)).join(", ");
  if (cluster !== undefined) return openCluster({ urls, cluster, place }, settings, hooks, start);
  if (urls.length > 1) throw new StoreError("CW_STORE_OPTIONS", { reason: "several addresses in url need cluster" });
  await createDatabase(url, place, settings.database);
  const engine = new ClientEngine(new ServerBackend(url, settings), settings);
  const tables = singleTables(engine, true);
  const server = { kind: "server", engine, tables, settings, hooks, place, shared: true } as const;
  try {
    return await start({ ...server, expectTable: false });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The first word with the server: whether it is there, and lets us in. */
async function createDatabase(url: string, place: string, database: string): Promise<void> {
  const client = createClient({ url, log: quiet });
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  } catch (error) {
    const reason = engineReason(error) || (error as NodeJS.ErrnoException).code || "no answer";
    throw new StoreError("CW_STORE_UNREACHABLE", { url: place, reason }, error);
  } finally {
    await client.close();
  }
}
