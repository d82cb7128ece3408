import { resolve } from "node:path";

import { ClickHouseStore } from "./clickhouse-store.js";
import { openFormat, prepareDirectory } from "./directory/format.js";
import { type DirectoryLock, lockDirectory } from "./directory/lock.js";
import { ChdbBackend } from "./engine/chdb-backend.js";
import { ClientEngine } from "./engine/client-engine.js";
import type { Engine } from "./engine/engine.js";
import { engineReason } from "./engine/engine-error.js";
import { StoreError } from "./errors.js";
import { readOptions, type StoreOptions, type StoreSettings } from "./options.js";
import { identifier } from "./query/sql.js";
import { applyRetention } from "./retention/apply-retention.js";
import { RetentionSchedule } from "./retention/retention-schedule.js";
import { AttributeColumns } from "./schema/attribute-columns.js";
import { migrate, recordsTable } from "./schema/migrations.js";
import type { Store } from "./store.js";

/** What the store tells its owner on its own. */
export interface StoreHooks {
  /** Work in the background failed, such as retention; it is tried again later. */
  onProblem?: (error: unknown) => void;
}

/** The directory that this process has open: the embedded engine takes one. */
let openPath: string | undefined;

function claim(path: string): void {
  if (openPath !== undefined) throw new StoreError("CW_STORE_BUSY", { path, other: openPath });
  openPath = path;
}

/**
 * Opens the store: embedded in a directory (`path`), or on a ClickHouse server or cluster (`url`).
 * Raise UV_THREADPOOL_SIZE to 12 or more before anything uses the pool: each running statement holds one thread.
 * @throws StoreError `CW_STORE_OPTIONS`, `CW_STORE_LOCKED`, `CW_STORE_BUSY`, `CW_STORE_UNWRITABLE`, `CW_STORE_FOREIGN`,
 * `CW_STORE_CORRUPT`, `CW_STORE_NEWER` or `CW_STORE_UNREACHABLE`.
 */
export async function openStore(options: StoreOptions, hooks: StoreHooks = {}): Promise<Store> {
  const settings = readOptions(options);
  if (options.path === undefined) throw new StoreError("CW_STORE_OPTIONS", { reason: "a server is not supported yet" });
  return openEmbedded(resolve(options.path), settings, hooks);
}

async function openEmbedded(path: string, settings: StoreSettings, hooks: StoreHooks): Promise<Store> {
  claim(path);
  let lock: DirectoryLock | undefined;
  try {
    prepareDirectory(path);
    lock = lockDirectory(path);
    openFormat(path);
    return await startEngine(path, lock, settings, hooks);
  } catch (error) {
    lock?.release();
    openPath = undefined;
    throw error;
  }
}

async function startEngine(
  path: string,
  lock: DirectoryLock,
  settings: StoreSettings,
  hooks: StoreHooks,
): Promise<Store> {
  const backend = new ChdbBackend(resolve(path, "engine"), settings.database, () => {
    lock.release();
    openPath = undefined;
  });
  const engine = new ClientEngine(backend, settings);
  const table = identifier(recordsTable);
  try {
    await migrate(engine, table, path);
    const columns = await AttributeColumns.load(engine, table, recordsTable);
    const retention = startRetention(engine, settings, hooks);
    return new ClickHouseStore({ engine, columns, database: settings.database, retention });
  } catch (error) {
    await engine.close();
    if (error instanceof StoreError && error.code === "CW_STORE_NEWER") throw error;
    throw new StoreError("CW_STORE_CORRUPT", { path, reason: engineReason(error) }, error);
  }
}

function startRetention(engine: Engine, settings: StoreSettings, hooks: StoreHooks): RetentionSchedule | undefined {
  if (Object.keys(settings.retention).length === 0) return undefined;
  const target = { engine, table: identifier(recordsTable), tableName: recordsTable };
  const work = (): Promise<number> => applyRetention(target, settings.retention, Date.now());
  return new RetentionSchedule(work, (error) => hooks.onProblem?.(error));
}
