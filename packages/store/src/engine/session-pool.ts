import type { ClickHouseClient } from "@clickhouse/client";

import { StoreError } from "../errors.js";

/** A free session, or the reason why none came. */
type Waiter = (session: ClickHouseClient) => void;

/**
 * A bounded number of sessions, opened when first needed, each used by one statement at a time. Statements beyond
 * that wait in order; more than `queueMax` are refused with `CW_STORE_QUERY_BUSY`.
 */
export class SessionPool {
  readonly #open: () => Promise<ClickHouseClient>;
  readonly #sizeMax: number;
  readonly #queueMax: number;
  readonly #free: ClickHouseClient[] = [];
  readonly #waiting: Waiter[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #opened = 0;
  #closed = false;

  constructor(open: () => Promise<ClickHouseClient>, sizeMax: number, queueMax: number) {
    this.#open = open;
    this.#sizeMax = sizeMax;
    this.#queueMax = queueMax;
  }

  /** Runs `work` with a session. When `signal` aborts it rejects at once, but the session stays taken until `work` ends. */
  async use<T>(work: (session: ClickHouseClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const session = await this.#acquire(signal);
    const running = work(session);
    const settled = running.then(
      () => this.#release(session),
      () => this.#releaseFailed(session),
    );
    this.#running.add(settled);
    void settled.finally(() => this.#running.delete(settled));
    return signal === undefined ? running : abortable(running, signal);
  }

  /** Waits for what runs and closes every session. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#running);
    await Promise.all(this.#free.splice(0).map((session) => session.close()));
  }

  async #acquire(signal: AbortSignal | undefined): Promise<ClickHouseClient> {
    if (this.#closed) throw new StoreError("CW_STORE_CLOSED", { action: "run a query" });
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#opened < this.#sizeMax) return this.#openOne();
    if (this.#waiting.length >= this.#queueMax) {
      throw new StoreError("CW_STORE_QUERY_BUSY", { waiting: this.#waiting.length });
    }
    return this.#wait(signal);
  }

  async #openOne(): Promise<ClickHouseClient> {
    this.#opened += 1;
    try {
      return await this.#open();
    } catch (error) {
      this.#opened -= 1;
      throw error;
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<ClickHouseClient> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(asError(signal?.reason));
      };
      const waiter: Waiter = (session) => {
        signal?.removeEventListener("abort", abort);
        resolve(session);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  /**
   * The embedded engine keeps what a failed statement had already written and puts it before the answer to the next
   * one: a statement whose answer nobody reads takes it away.
   */
  async #releaseFailed(session: ClickHouseClient): Promise<void> {
    try {
      await (await session.query({ query: "SELECT 1", format: "JSONCompact" })).text();
    } catch {
      // The next statement meets the same failure, and reports it.
    }
    this.#release(session);
  }

  #release(session: ClickHouseClient): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(session);
    else next(session);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(asError(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
