/**
 * Empties the queues of handlers that deliver later, when the process ends. What is possible depends on how
 * it ends: when the event loop runs empty there is time for ordinary delivery; at `process.exit()` and after an
 * uncaught exception only synchronous work remains; a fatal signal that nobody else handles is taken, answered by
 * ordinary delivery within a bound, and raised again. Nothing can be done about SIGKILL or a crash of the engine.
 */
import { EXIT_DRAIN_MS_MAX } from "../../limits.js";

/** What has records left to deliver. */
export interface Drainable {
  /** Delivers what is left within `timeoutMs`; never rejects. */
  drain(timeoutMs: number): Promise<void>;
  /** Delivers or saves what is left without waiting for the event loop; never throws. */
  drainSync(): void;
  /** Whether anything is left. */
  readonly pending: boolean;
}

const waiting = new Set<Drainable>();
const gaveUp = new WeakSet<Drainable>();
const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", process.platform === "win32" ? "SIGBREAK" : "SIGHUP"];
let installed = false;

/** Marks this library's listeners: a second copy of it in the same process must not take them for the application's. */
const mark = Symbol.for("cordwood.logging.exitDrain");

/** New records deserve a new attempt, although an earlier one at the end of the event loop was in vain. */
export function tryAgainAtExit(drainable: Drainable): void {
  gaveUp.delete(drainable);
}

/** Has a handler that has something to deliver drained at exit, until {@link forget}. */
export function drainAtExit(drainable: Drainable): void {
  waiting.add(drainable);
  if (installed) return;
  installed = true;
  process.on("beforeExit", onBeforeExit);
  process.on("exit", onExit);
  for (const signal of signals) process.on(signal, onSignal);
}

/** A handler with nothing to deliver needs no draining, and may be collected. */
export function forget(drainable: Drainable): void {
  waiting.delete(drainable);
}

function pending(): Drainable[] {
  return [...waiting].filter((drainable) => drainable.pending);
}

async function drainAll(drainables: readonly Drainable[]): Promise<void> {
  await Promise.all(drainables.map((drainable) => drainable.drain(EXIT_DRAIN_MS_MAX)));
}

/** Runs again each time the event loop is empty, so what was tried once and failed is left to {@link onExit}. */
function onBeforeExit(): void {
  const fresh = pending().filter((drainable) => !gaveUp.has(drainable));
  if (fresh.length === 0) return;
  for (const drainable of fresh) gaveUp.add(drainable);
  void drainAll(fresh);
}

function onExit(): void {
  for (const drainable of pending()) drainable.drainSync();
}

function onSignal(signal: NodeJS.Signals): void {
  const others = process.listeners(signal).filter((listener) => !(mark in listener));
  if (others.length > 0) return;
  void drainAll(pending()).finally(() => {
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  });
}

Object.defineProperty(onSignal, mark, { value: true });
