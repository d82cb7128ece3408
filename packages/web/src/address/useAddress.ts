import { useSyncExternalStore } from "react";
import { type Address, parseAddress, printAddress } from "./address.js";

/** The address with the moment at which its relative times are taken. */
export interface Visit {
  address: Address;
  /** Milliseconds since the epoch; `now` in the range means this. */
  runAtMs: number;
}

const listeners = new Set<() => void>();
let visit: Visit | undefined;

function current(): Visit {
  visit ??= { address: parseAddress(location.search), runAtMs: Date.now() };
  return visit;
}

function change(next: Visit): void {
  visit = next;
  for (const listener of listeners) listener();
}

function arrive(): void {
  change({ address: parseAddress(location.search), runAtMs: Date.now() });
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener("popstate", arrive);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener("popstate", arrive);
  };
}

/** The current address; the component is drawn again when it changes, also by the back button. */
export function useVisit(): Visit {
  return useSyncExternalStore(subscribe, current);
}

/**
 * Changes the address. A new search or range, and opening or closing the applications, goes into the browser's
 * history, so that the back button undoes it; smaller changes (columns, the opened record) replace the entry.
 */
export function navigate(patch: Partial<Address>): void {
  const before = current();
  const address = { ...before.address, ...patch };
  const asks = address.query !== before.address.query || address.from !== before.address.from;
  const searches = asks || address.to !== before.address.to;
  const url = `${location.pathname}${printAddress(address)}`;
  const turns = (["live", "apps", "compare"] as const).some((name) => address[name] !== before.address[name]);
  if (searches || turns) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  change({ address, runAtMs: searches ? Date.now() : before.runAtMs });
}

/** Takes `now` anew, so that the same search runs again. */
export function refresh(): void {
  change({ ...current(), runAtMs: Date.now() });
}
