import type { Handler } from "./handler.js";
import { settings } from "./settings.js";

const living = new Set<WeakRef<Handler>>();
const refByHandler = new WeakMap<Handler, WeakRef<Handler>>();
const byName = new Map<string, WeakRef<Handler>>();
const collected = new FinalizationRegistry<WeakRef<Handler>>((ref) => living.delete(ref));
let hooked = false;

/** Remembers a handler, so that `shutdown` can flush and close it. */
export function rememberHandler(handler: Handler): void {
  const ref = new WeakRef(handler);
  living.add(ref);
  refByHandler.set(handler, ref);
  collected.register(handler, ref, ref);
  if (hooked) return;
  hooked = true;
  process.on("exit", () => shutdownQuietly());
}

/** Something that wants to act before the handlers are closed at the process's end. */
export interface Flushable {
  flush(): void;
}

const flushables = new Set<WeakRef<Flushable>>();
const collectedFlushable = new FinalizationRegistry<WeakRef<Flushable>>((ref) => flushables.delete(ref));

/** Has `flush` called before the handlers are closed at the process's end, if the object still lives then. */
export function flushAtExit(flushable: Flushable): void {
  const ref = new WeakRef(flushable);
  flushables.add(ref);
  collectedFlushable.register(flushable, ref);
}

/** Forgets a handler that was closed. */
export function forgetHandler(handler: Handler): void {
  const ref = refByHandler.get(handler);
  if (ref === undefined) return;
  living.delete(ref);
  collected.unregister(ref);
}

/** Every handler that was made and not closed, the first made first. */
export function livingHandlers(): Handler[] {
  return [...living].flatMap((ref) => ref.deref() ?? []);
}

/** Moves a handler from one name to another. */
export function nameHandler(handler: Handler, before: string | null, after: string | null): void {
  if (before !== null && byName.get(before)?.deref() === handler) byName.delete(before);
  if (after !== null && after !== "") byName.set(after, new WeakRef(handler));
}

/** The handler with a name, or undefined. */
export function getHandlerByName(name: string): Handler | undefined {
  return byName.get(name)?.deref();
}

/** The names of all handlers that have one. */
export function getHandlerNames(): ReadonlySet<string> {
  return new Set([...byName].filter(([, ref]) => ref.deref() !== undefined).map(([name]) => name));
}

/** A handler as `shutdown` takes it: itself, a WeakRef to it, or a function that answers it. */
export type HandlerReference = Handler | WeakRef<Handler> | (() => Handler | null | undefined);

/**
 * Flushes and closes handlers, the last made first; all of them when none are given. Called by itself when the process
 * exits. Faults of the system (an error with a `code`) are passed over; others are thrown if
 * `settings.raiseExceptions`, as in Python.
 */
export function shutdown(
  handlers: readonly HandlerReference[] | { handlerList?: readonly HandlerReference[] } = [...living],
): void {
  const list = "handlerList" in handlers ? (handlers.handlerList ?? []) : (handlers as readonly HandlerReference[]);
  for (const reference of [...list].toReversed()) {
    const handler = handlerOf(reference);
    if (handler !== null && handler !== undefined) shutDown(handler);
  }
}

function handlerOf(reference: HandlerReference): Handler | null | undefined {
  if (typeof reference === "function") return reference();
  return reference instanceof WeakRef ? reference.deref() : reference;
}

function shutDown(handler: Handler & { flushOnClose?: boolean }): void {
  try {
    try {
      handler.acquire();
      if (handler.flushOnClose !== false) void handler.flush();
      void handler.close();
    } finally {
      handler.release();
    }
  } catch (error) {
    if (settings.raiseExceptions && !isSystemFault(error)) throw error;
  }
}

function isSystemFault(error: unknown): boolean {
  return error instanceof Error && ("code" in error || error.name === "OSError" || error.name === "ValueError");
}

function shutdownQuietly(): void {
  for (const ref of flushables) quietly(() => ref.deref()?.flush());
  for (const ref of [...living].toReversed()) {
    quietly(() => shutdown([ref]));
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // the process is exiting: the other handlers come first
  }
}
