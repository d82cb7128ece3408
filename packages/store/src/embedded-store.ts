import { resolve } from "node:path";

import { markUsed, openFormat, prepareDirectory } from "./directory/format.js";
import { type DirectoryLock, lockDirectory } from "./directory/lock.js";
import { ChdbBackend } from "./engine/chdb-backend.js";
import { ClientEngine } from "./engine/client-engine.js";
import { engineReason } from "./engine/engine-error.js";
import { StoreError, type StoreErrorCode } from "./errors.js";
import type { StoreHooks, StoreSettings } from "./options.js";
import { singleTables } from "./schema/record-tables.js";
import type { StoreStart } from "./start-store.js";

/** The directory that this process has open: the embedded engine takes one. */
let openPath: string | undefined;

function claim(path: string): void {
  if (openPath !== undefined) throw new StoreError("CW_STORE_BUSY", { path, other: openPath });
  openPath = path;
}

/** Opens the engine on a directory, and gives what `start` makes of it; see `openStore`. */
export async function openEmbedded<T>(
  path: string,
  settings: StoreSettings,
  hooks: StoreHooks,
  start: (place: StoreStart) => Promise<T>,
): Promise<T> {
  claim(path);
  let lock: DirectoryLock | undefined;
  try {
    prepareDirectory(path);
    lock = lockDirectory(path);
    const { used } = openFormat(path);
    return await startEngine({ path, lock, settings, hooks, used }, start);
  } catch (error) {
    lock?.release();
    openPath = undefined;
    throw error;
  }
}

interface EngineStart {
  path: string;
  lock: DirectoryLock;
  settings: StoreSettings;
  hooks: StoreHooks;
  /** Whether the directory has been a working store before. */
  used: boolean;
}

/** Codes that already say what is wrong with the directory. */
const clear = new Set<StoreErrorCode>(["CW_STORE_NEWER", "CW_STORE_CORRUPT"]);

async function startEngine<T>(
  { path, lock, settings, hooks, used }: EngineStart,
  start: (place: StoreStart) => Promise<T>,
): Promise<T> {
  const backend = new ChdbBackend(resolve(path, "engine"), settings.database, () => {
    lock.release();
    openPath = undefined;
  });
  const engine = new ClientEngine(backend, settings);
  const tables = singleTables(engine, false);
  const place = { kind: "embedded", tables, settings, hooks, place: path, shared: false } as const;
  try {
    const store = await start({ ...place, engine, expectTable: used });
    if (!used) markUsed(path);
    return store;
  } catch (error) {
    await engine.close();
    if (error instanceof StoreError && clear.has(error.code)) throw error;
    throw new StoreError("CW_STORE_CORRUPT", { path, reason: engineReason(error) }, error);
  }
}
