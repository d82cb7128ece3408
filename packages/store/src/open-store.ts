import { resolve } from "node:path";

import { ClickHouseStore } from "./clickhouse-store.js";
import { openFormat, prepareDirectory } from "./directory/format.js";
import { type DirectoryLock, lockDirectory } from "./directory/lock.js";
import { ChdbBackend } from "./engine/chdb-backend.js";
import { ClientEngine } from "./engine/client-engine.js";
import { engineReason } from "./engine/engine-error.js";
import { StoreError } from "./errors.js";
import { readOptions, type StoreOptions, type StoreSettings } from "./options.js";
import { identifier } from "./query/sql.js";
import { AttributeColumns } from "./schema/attribute-columns.js";
import { migrate, recordsTable } from "./schema/migrations.js";
import type { Store } from "./store.js";

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
export async function openStore(options: StoreOptions): Promise<Store> {
  const settings = readOptions(options);
  if (options.path === undefined) throw new StoreError("CW_STORE_OPTIONS", { reason: "a server is not supported yet" });
  return openEmbedded(resolve(options.path), settings);
}

async function openEmbedded(path: string, settings: StoreSettings): Promise<Store> {
  claim(path);
  let lock: DirectoryLock | undefined;
  try {
    prepareDirectory(path);
    lock = lockDirectory(path);
    openFormat(path);
    return await startEngine(path, lock, settings);
  } catch (error) {
    lock?.release();
    openPath = undefined;
    throw error;
  }
}

async function startEngine(path: string, lock: DirectoryLock, settings: StoreSettings): Promise<Store> {
  const backend = new ChdbBackend(resolve(path, "engine"), settings.database, () => {
    lock.release();
    openPath = undefined;
  });
  const engine = new ClientEngine(backend, settings);
  const table = identifier(recordsTable);
  try {
    await migrate(engine, table, path);
    const columns = await AttributeColumns.load(engine, table, recordsTable);
    return new ClickHouseStore(engine, columns, settings.database);
  } catch (error) {
    await engine.close();
    if (error instanceof StoreError && error.code === "CW_STORE_NEWER") throw error;
    throw new StoreError("CW_STORE_CORRUPT", { path, reason: engineReason(error) }, error);
  }
}
