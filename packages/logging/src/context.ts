import { AsyncLocalStorage } from "node:async_hooks";
import { BoundFields, type Fields } from "./fields.js";

const storage = new AsyncLocalStorage<BoundFields>();

/** Runs a function; every record made in it, and in what it starts, carries these fields. */
export function withContext<T>(fields: Fields, run: () => T): T {
  const outer = storage.getStore();
  return storage.run(outer === undefined ? new BoundFields(fields) : outer.with(fields), run);
}

/** The fields of the context the caller runs in. */
export function currentContext(): BoundFields | undefined {
  return storage.getStore();
}
