import { setTimeout as sleep } from "node:timers/promises";
import { LoggingError } from "../errors.js";
import { EVENT_RETRY_MS_MAX } from "../limits.js";
import type { EventEnvelope } from "./event.js";
import type { Subscription } from "./subscriptions.js";

/** How one attempt of one handler ended. */
export interface Attempt {
  outcome: "ok" | "error" | "timeout";
  /** Milliseconds, with fractions. */
  durationMs: number;
  attempt: number;
  error?: unknown;
}

/** Runs a handler once, for at most `timeoutMs` (0: without a bound). Never rejects. */
export async function attemptHandler(
  subscription: Subscription,
  envelope: EventEnvelope,
  attempt: number,
  timeoutMs: number,
): Promise<Attempt> {
  const abort = new AbortController();
  const started = performance.now();
  const ended = (outcome: Attempt["outcome"], error?: unknown): Attempt => ({
    outcome,
    durationMs: performance.now() - started,
    attempt,
    ...(error === undefined ? {} : { error }),
  });
  const done = run(subscription, envelope, attempt, abort.signal).then(
    () => ended("ok"),
    (error: unknown) => ended("error", error ?? new Error("rejected without a reason")),
  );
  return timeoutMs > 0
    ? Promise.race([done, timeout(done, timeoutMs, abort, () => ended("timeout", timedOut(subscription, timeoutMs)))])
    : done;
}

async function run(
  subscription: Subscription,
  envelope: EventEnvelope,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  await subscription.handler(envelope.payload as never, { envelope, signal, attempt });
}

const timedOut = (subscription: Subscription, timeoutMs: number): LoggingError =>
  new LoggingError("CW_LOGGING_EVENT_TIMEOUT", [subscription.name, timeoutMs]);

async function timeout(
  done: Promise<Attempt>,
  timeoutMs: number,
  abort: AbortController,
  answer: () => Attempt,
): Promise<Attempt> {
  const timer = new AbortController();
  const stop = (): void => timer.abort();
  void done.then(stop);
  await sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
  if (timer.signal.aborted) return done;
  const ended = answer();
  abort.abort(ended.error);
  return ended;
}

/** The pause before attempt `attempt + 1`: doubled each time, with up to a quarter of chance, in milliseconds. */
export function retryPauseMs(attempt: number, firstMs: number): number {
  return Math.min(EVENT_RETRY_MS_MAX, firstMs * 2 ** (attempt - 1)) * (1 + Math.random() / 4);
}
