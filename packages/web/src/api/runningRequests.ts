// The requests under way that the engine may take long for, so that the page can tell how far they are and end them.

/** One of them. */
export interface RunningRequest {
  /** Sent as `x-request-id`. */
  id: string;
  startedMs: number;
}

let running: readonly RunningRequest[] = [];
const listeners = new Set<() => void>();

function change(next: readonly RunningRequest[]): void {
  running = next;
  for (const listener of listeners) listener();
}

/** Begins a request; the answered function ends it. */
export function begin(): { id: string; end: () => void } {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const id = `page-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  change([...running, { id, startedMs: Date.now() }]);
  return { id, end: () => change(running.filter((request) => request.id !== id)) };
}

/** Those under way, the oldest first; the same list until it changes. */
export function runningRequests(): readonly RunningRequest[] {
  return running;
}

/** Calls back whenever a request begins or ends. */
export function watchRequests(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
