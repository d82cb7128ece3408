import { ChdbBackend } from "../engine/chdb-backend.js";
import { ClientEngine } from "../engine/client-engine.js";
import { readOptions, type StoreOptions } from "../options.js";

/** The embedded engine on a directory, without a store around it. */
export function openEngine(path: string, options: StoreOptions = {}): ClientEngine {
  const settings = readOptions({ path, ...options });
  return new ClientEngine(new ChdbBackend(path, settings.database, () => {}), settings);
}
