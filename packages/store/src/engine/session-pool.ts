import type { ClickHouseClient } from "@clickhouse/client";

import { StoreError } from "../errors.js";
import { cancelRetryMs } from "../limits.js";

/** Takes a free session, or the reason why none came. */
interface Waiter {
  resolve: (session: ClickHouseClient) => void;
  reject: (error: unknown) => void;
}

/** What a pool needs to know of its sessions. */
export interface SessionPoolOptions {
  open: () => Promise<ClickHouseClient>;
  /** Asks the engine to end what runs in a session; it is repeated while that has not ended. */
  cancel?: ((session: ClickHouseClient) => Promise<unknown>) | undefined;
  /** Sessions at most. */
  sizeMax: number;
  /** Statements that wait at most. */
  queueMax: number;
}

/**
 * A bounded number of sessions, opened when first needed, each used by one statement at a time. Statements beyond
 * that wait in order; more than `queueMax` are refused with `CW_STORE_QUERY_BUSY`. A session in which a statement has
 * failed is closed: the embedded engine may leave part of an answer in it, which would come before the next one.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #free: ClickHouseClient[] = [];
  readonly #waiting: Waiter[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #opened = 0;
  #closed = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  /** Statements that wait for a session. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs `work` with a session. When `signal` aborts it rejects at once and asks the engine to end the statement; the
   * session stays taken until it has ended.
   */
  async use<T>(work: (session: ClickHouseClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const session = await this.#acquire(signal);
    const running = work(session);
    const cancelling = signal === undefined ? undefined : this.#cancelOnAbort(session, running, signal);
    const settled = Promise.allSettled([running, cancelling]).then(([outcome]) =>
      outcome.status === "fulfilled" && signal?.aborted !== true ? this.#release(session) : this.#replace(session),
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

  /** Resolves when the statement has ended and nothing tries to end it any more. */
  async #cancelOnAbort(session: ClickHouseClient, running: Promise<unknown>, signal: AbortSignal): Promise<void> {
    const { cancel } = this.#options;
    if (cancel === undefined) return;
    const end = running.then(
      () => true,
      () => true,
    );
    await Promise.race([end, aborted(signal, end)]);
    while (!(await Promise.race([end, Promise.resolve(false)]))) {
      await cancel(session).catch(() => undefined);
      await Promise.race([end, pause(cancelRetryMs)]);
    }
  }

  async #acquire(signal: AbortSignal | undefined): Promise<ClickHouseClient> {
    if (this.#closed) throw new StoreError("CW_STORE_CLOSED", { action: "run a query" });
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#opened < this.#options.sizeMax) return this.#openOne();
    if (this.#waiting.length >= this.#options.queueMax) {
      throw new StoreError("CW_STORE_QUERY_BUSY", { waiting: this.#waiting.length });
    }
    return this.#wait(signal);
  }

  async #openOne(): Promise<ClickHouseClient> {
    this.#opened += 1;
    try {
      return await this.#options.open();
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
      const heed = (): void => signal?.removeEventListener("abort", abort);
      const waiter: Waiter = {
        resolve(session) {
          heed();
          resolve(session);
        },
        reject(error) {
          heed();
          reject(asError(error));
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #release(session: ClickHouseClient): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(session);
    else next.resolve(session);
  }

  /** Closes a session, and opens another when somebody waits for one. */
  async #replace(session: ClickHouseClient): Promise<void> {
    this.#opened -= 1;
    await session.close().catch(() => undefined);
    const next = this.#waiting.shift();
    if (next === undefined) return;
    await this.#openOne().then(next.resolve, next.reject);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves when the signal aborts; stops listening after `end`. */
function aborted(signal: AbortSignal, end: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const listener = (): void => resolve();
    if (signal.aborted) listener();
    signal.addEventListener("abort", listener, { once: true });
    void end.then(() => signal.removeEventListener("abort", listener));
  });
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(asError(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
