import { resolve } from "node:path";

import { readOptions, type StoreHooks, type StoreOptions } from "./options.js";
import { openServer } from "./server-store.js";
import { startStore } from "./start-store.js";
import type { Store } from "./store.js";

/**
 * Opens the store: on a ClickHouse server where `url` is given, else embedded in the directory `path`.
 * For the embedded one raise UV_THREADPOOL_SIZE to 12 or more before anything uses the pool: each running statement
 * holds one thread.
 * @throws StoreError `CW_STORE_OPTIONS`, `CW_STORE_LOCKED`, `CW_STORE_BUSY`, `CW_STORE_UNWRITABLE`, `CW_STORE_FOREIGN`,
 * `CW_STORE_CORRUPT`, `CW_STORE_NEWER` or `CW_STORE_UNREACHABLE`.
 */
export async function openStore(options: StoreOptions, hooks: StoreHooks = {}): Promise<Store> {
  const settings = readOptions(options);
  if (options.url !== undefined) return openServer(options, settings, hooks, startStore);
  // The embedded engine takes 150 MB as soon as it is loaded: whoever does without it is spared that.
  const { openEmbedded } = await import("./embedded-store.js");
  return openEmbedded(resolve(options.path ?? "."), settings, hooks, startStore);
}
