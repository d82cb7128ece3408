import { LoggingError } from "../../errors.js";
import { Handler } from "../../handler.js";
import { WARNING } from "../../levels.js";
import {
  BATCH_BYTES_MAX_DEFAULT,
  BATCH_ENTRIES_MAX_DEFAULT,
  BLOCK_MS_DEFAULT,
  CLOSE_MS_DEFAULT,
  LINGER_MS_DEFAULT,
  QUEUE_BYTES_MAX_DEFAULT,
  QUEUE_ENTRIES_MAX_DEFAULT,
  RETRY_FIRST_MS_DEFAULT,
  RETRY_MS_MAX_DEFAULT,
  SPOOL_BYTES_MAX_DEFAULT,
} from "../../limits.js";
import { type LogRecord, makeLogRecord } from "../../log-record.js";
import { runQuietly } from "../../capture/quiet.js";
import { Backoff } from "./backoff.js";
import { BoundedQueue, type OnFull } from "./bounded-queue.js";
import { type Courier, runCourier } from "./courier.js";
import { type Drainable, drainAtExit, forget, tryAgainAtExit } from "./exit-drain.js";
import { BatchIds, Spool, type SpoolOptions } from "./spool.js";
import { TryAgain } from "./try-again.js";

/** Options of every handler that delivers over a network. */
export interface DeliveryOptions {
  /** Records that may wait. @default 10000 */
  queueEntriesMax?: number;
  /** Bytes that may wait. @default 16777216 (16 MiB) */
  queueBytesMax?: number;
  /**
   * What a full queue does: give up the oldest record, give up the new one, or block the caller while the queue is
   * delivered by a child process, for `blockMs` at most. Given-up records are counted and reported.
   * @default "dropOldest"
   */
  onFull?: OnFull;
  /** Longest block of a caller in milliseconds, with `onFull: "block"`. @default 1000 */
  blockMs?: number;
  /** Records sent together. @default 1000 */
  batchEntriesMax?: number;
  /** Bytes sent together. @default 1048576 (1 MiB) */
  batchBytesMax?: number;
  /** How long a record may wait for company, in milliseconds. @default 0, or 100 where requests are costly */
  lingerMs?: number;
  /** First wait after a failed delivery in milliseconds; doubled each time. @default 500 */
  retryFirstMs?: number;
  /** Longest wait after a failed delivery in milliseconds. @default 30000 */
  retryMsMax?: number;
  /** How long `close()` goes on delivering, in milliseconds. @default 2000 */
  closeMs?: number;
  /** Keep records on disk while the server is away; without it they wait in the queue. */
  spool?: SpoolOptions;
}

/** The names of {@link DeliveryOptions}, to tell an unknown option. */
export const DELIVERY_OPTIONS: readonly string[] = [
  "queueEntriesMax",
  "queueBytesMax",
  "onFull",
  "blockMs",
  "batchEntriesMax",
  "batchBytesMax",
  "lingerMs",
  "retryFirstMs",
  "retryMsMax",
  "closeMs",
  "spool",
];

/** One encoded record in the queue. */
export interface Entry {
  readonly bytes: number;
  readonly data: Uint8Array;
}

/** A batch on its way. */
export interface Batch {
  /** The same each time this batch is sent. */
  readonly id: string;
  readonly entries: readonly Uint8Array[];
  /** Whether it comes from the spool. */
  readonly spooled: boolean;
}

/** What a handler counts, for a page that shows its health. */
export interface DeliveryCounts {
  /** Records waiting in memory. */
  queued: number;
  /** Records the server has. */
  delivered: number;
  /** Records given up: queue or spool full, refused by the server, or the process ended. */
  dropped: number;
  /** Bytes on disk. */
  spooledBytes: number;
}

/**
 * Base of the handlers that send records elsewhere. `emit` encodes the record and puts it in a bounded queue;
 * delivery happens later, in batches, with back-off and, if wanted, a spool on disk. An error of delivery reaches
 * `handleError`; a logging call never throws and never waits longer than `blockMs`.
 */
export abstract class DeliveryHandler extends Handler implements Drainable {
  // Records are encoded before emit returns.
  override keepsRecords = false;
  readonly queue: BoundedQueue<Entry>;
  protected readonly backoff: Backoff;
  protected readonly spool: Spool | undefined;
  readonly #options: Required<Omit<DeliveryOptions, "spool">>;
  readonly #ids = new BatchIds();
  #delivered = 0;
  #refused = 0;
  #reported = 0;
  /** How far the last report of given-up records has come: a refused one must not make another. */
  #report: "none" | "underway" | "refused" = "none";
  #batch: Batch | undefined;
  #running: Promise<void> | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #closing = false;
  #pausing: NodeJS.Timeout | undefined;
  #blockAgainAtMs = 0;

  constructor(options: DeliveryOptions = {}) {
    super();
    this.#options = withDefaults(options);
    this.queue = new BoundedQueue({
      entriesMax: this.#options.queueEntriesMax,
      bytesMax: this.#options.queueBytesMax,
      // With a spool a full queue goes to disk instead.
      onFull: options.spool === undefined ? this.#options.onFull : "block",
    });
    const { retryFirstMs: firstMs, retryMsMax: maxMs } = this.#options;
    this.backoff = new Backoff({ firstMs, maxMs, factor: 2, jitter: 0.3 });
    this.spool = options.spool && new Spool({ bytesMax: SPOOL_BYTES_MAX_DEFAULT, ...options.spool });
    if (this.spool !== undefined && this.spool.length > 0) this.#start();
  }

  /** Turns a record into the bytes that are sent. What it throws goes to `handleError`. */
  protected abstract encode(record: LogRecord): Uint8Array;

  /**
   * Sends a batch and resolves when it has arrived, as far as the protocol can tell.
   * @throws TryAgain to have it sent again later; anything else gives the batch up.
   */
  protected abstract deliver(batch: Batch): Promise<void>;

  /** Where records go, for messages. */
  protected abstract get destination(): string;

  /** What a child process has to do to send these entries as the batch `id`; undefined when it cannot. */
  protected courierJob(_entries: readonly Uint8Array[], _id: string): Courier | undefined {
    return undefined;
  }

  /** Lets go of the connection; called when the handler closes. */
  protected disconnect(): void {}

  override emit(record: LogRecord): void {
    try {
      this.enqueue(this.encode(record));
    } catch (error) {
      this.handleError(record, error);
    }
  }

  /** Puts encoded bytes in the queue. After `close()` they are delivered all the same, as Python's handlers reopen. */
  protected enqueue(data: Uint8Array): void {
    const entry = { bytes: data.length, data };
    if (this.queue.push(entry) === "full") {
      this.#makeRoom();
      if (this.queue.push(entry) === "full") this.queue.refuse();
    }
    if (this.#closing) this.#deadline = Number.POSITIVE_INFINITY;
    this.#closing = false;
    tryAgainAtExit(this);
    this.#start();
  }

  /** What was delivered, waits and was given up. */
  get counts(): DeliveryCounts {
    return {
      queued: this.queue.length + (this.#batch?.entries.length ?? 0),
      delivered: this.#delivered,
      dropped: this.#droppedNow(),
      spooledBytes: this.spool?.bytes ?? 0,
    };
  }

  get pending(): boolean {
    return this.queue.length > 0 || this.#batch !== undefined || this.#unreported() > 0;
  }

  /** Resolves when all that was logged before is delivered, spooled or, after `closeMs`, still waiting. Never rejects. */
  override async flush(): Promise<void> {
    await this.drain(this.#options.closeMs);
  }

  /** Delivers what is left for `closeMs` at most, then lets go of the connection. Never rejects. */
  override async close(): Promise<void> {
    void super.close();
    this.#closing = true;
    await this.drain(this.#options.closeMs);
    if (!this.#closing) return;
    this.#saveRest();
    this.disconnect();
    if (!this.pending) forget(this);
  }

  async drain(timeoutMs: number): Promise<void> {
    this.#deadline = Date.now() + timeoutMs;
    this.#start(true);
    const running = this.#running;
    if (running !== undefined) await withinMs(running, timeoutMs);
    // What still waits must not keep the process.
    this.#pausing?.unref();
    if (!this.#closing) this.#deadline = Number.POSITIVE_INFINITY;
  }

  drainSync(): void {
    try {
      this.#reportDropped();
      // A batch on its way may have arrived or not. It keeps its id, by which the other side can tell; where it cannot,
      // twice is better than never.
      const batch = this.#batch;
      this.#batch = undefined;
      if (batch !== undefined) this.#saveSync(batch.entries, batch.id);
      this.#saveSync(this.#takeAll(), this.#ids.next());
    } catch (error) {
      this.#fault(error);
    }
  }

  #saveSync(entries: readonly Uint8Array[], id: string): void {
    if (entries.length === 0) return;
    if (this.spool !== undefined) this.spool.write(entries, id);
    else if (!this.#sendByCourier(entries, id, this.#options.closeMs)) this.#lost(entries.length);
  }

  #start(now = false): void {
    if (this.#running !== undefined) {
      if (now) this.#wake?.();
      return;
    }
    if (!this.pending && (this.spool?.length ?? 0) === 0) return;
    drainAtExit(this);
    const { lingerMs, batchEntriesMax } = this.#options;
    if (!now && lingerMs > 0 && this.queue.length < batchEntriesMax) {
      this.#lingering ??= setTimeout(() => this.#start(true), lingerMs).unref();
      return;
    }
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (!this.pending) forget(this);
      else if (!this.#closing) this.#start();
    });
  }

  async #run(): Promise<void> {
    // One turn of the event loop, so that records logged together travel together.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      this.#reportDropped();
      const batch = this.#nextBatch();
      if (batch === undefined) return;
      const wait = await this.#attempt(batch);
      if (wait === undefined) continue;
      if (this.#stopsBefore(wait)) return;
      await this.#pause(wait);
    }
  }

  /** While somebody waits for us: with a spool all is safe by now; without one, an attempt after the deadline is none. */
  #stopsBefore(waitMs: number): boolean {
    if (this.#deadline === Number.POSITIVE_INFINITY) return false;
    if (this.spool === undefined) return this.#closing && Date.now() + waitMs > this.#deadline;
    if (!this.#closing) setTimeout(() => this.#start(true), waitMs).unref();
    return true;
  }

  /** Sends the batch; answers how long to wait before the next attempt, or undefined to go on at once. */
  async #attempt(batch: Batch): Promise<number | undefined> {
    try {
      await runQuietly(() => this.deliver(batch));
      this.backoff.succeeded();
      this.#report = "none";
      this.#settled(batch);
      this.#delivered += batch.entries.length;
      return undefined;
    } catch (error) {
      if (!(error instanceof TryAgain)) {
        this.#settled(batch);
        this.#refused += batch.entries.length;
        if (this.#report === "underway") this.#report = "refused";
        this.#fault(error);
        return undefined;
      }
      if (this.backoff.failures === 0) this.#fault(error.cause ?? error);
      if (this.spool !== undefined) this.#spill(batch);
      return Math.max(error.afterMs ?? 0, this.backoff.failed());
    }
  }

  #settled(batch: Batch): void {
    if (this.#batch === batch) this.#batch = undefined;
    if (batch.spooled) this.spool?.delivered(batch.id);
  }

  /** The spool first, so that the order stays; while it holds anything, new records go behind it. */
  #nextBatch(): Batch | undefined {
    if (this.#batch !== undefined) return this.#batch;
    const { batchEntriesMax, batchBytesMax } = this.#options;
    if (this.spool !== undefined && this.spool.length > 0) {
      this.spool.write(this.#takeAll(), this.#ids.next());
      const oldest = this.spool.oldest();
      if (oldest !== undefined) return { ...oldest, spooled: true };
    }
    const entries = this.queue.take(batchEntriesMax, batchBytesMax).map((entry) => entry.data);
    if (entries.length === 0) return undefined;
    this.#batch = { id: this.#ids.next(), entries, spooled: false };
    return this.#batch;
  }

  #spill(batch: Batch): void {
    if (batch.spooled) return;
    this.spool?.write(batch.entries, batch.id);
    this.#batch = undefined;
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      // An application that has nothing else to do may end: "beforeExit" drains within its bound.
      this.#pausing = timer;
      if (this.#deadline === Number.POSITIVE_INFINITY) timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** A block that was in vain is not repeated for ten times its length: at worst a tenth of the time is lost to it. */
  #makeRoom(): void {
    if (this.spool === undefined && Date.now() < this.#blockAgainAtMs) return;
    const entries = this.#takeAll();
    if (this.spool !== undefined) {
      this.spool.write(entries, this.#ids.next());
    } else if (this.#sendByCourier(entries, this.#ids.next(), this.#options.blockMs)) {
      this.#delivered += entries.length;
    } else {
      this.#blockAgainAtMs = Date.now() + 10 * this.#options.blockMs;
      for (const data of entries) this.queue.push({ bytes: data.length, data });
    }
  }

  #takeAll(): Uint8Array[] {
    return this.queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY).map((entry) => entry.data);
  }

  #sendByCourier(entries: readonly Uint8Array[], id: string, timeoutMs: number): boolean {
    const work = this.courierJob(entries, id);
    return work !== undefined && runCourier(work.job, work.pieces, timeoutMs);
  }

  #saveRest(): void {
    if (this.spool === undefined) return;
    this.spool.write(this.#takeAll(), this.#ids.next());
  }

  #droppedNow(): number {
    return this.queue.dropped + (this.spool?.dropped ?? 0) + this.#refused;
  }

  #unreported(): number {
    return this.#report === "refused" ? 0 : this.#droppedNow() - this.#reported;
  }

  /** Says in the log itself how many records are missing from it. */
  #reportDropped(): void {
    const missing = this.#unreported();
    if (missing === 0) return;
    this.#reported = this.#droppedNow();
    this.#report = "underway";
    const record = makeLogRecord({
      name: "cordwood.logging",
      levelno: WARNING,
      levelname: "WARNING",
      msg: "%d records were given up by %s",
      args: [missing, this.constructor.name],
    });
    try {
      const data = this.encode(record);
      this.queue.push({ bytes: data.length, data });
    } catch (error) {
      this.handleError(record, error);
    }
  }

  /** Counts and reports records of a delivered batch that the server did not take. */
  protected refused(count: number, error: unknown): void {
    this.#delivered -= count;
    this.#refused += count;
    this.#fault(error);
  }

  #lost(count: number): void {
    this.#refused += count;
    this.#reported = this.#droppedNow();
    this.#fault(new LoggingError("CW_LOGGING_DELIVERY_LOST", [count, this.destination]));
  }

  /** An error of delivery belongs to no record; `handleError` gets one that says where it was to go. */
  #fault(error: unknown): void {
    this.handleError(makeLogRecord({ name: "cordwood.logging", msg: `delivery to ${this.destination}` }), error);
  }
}

function withDefaults(options: DeliveryOptions): Required<Omit<DeliveryOptions, "spool">> {
  const { spool: _, ...given } = options;
  const result = {
    queueEntriesMax: QUEUE_ENTRIES_MAX_DEFAULT,
    queueBytesMax: QUEUE_BYTES_MAX_DEFAULT,
    onFull: "dropOldest" as OnFull,
    blockMs: BLOCK_MS_DEFAULT,
    batchEntriesMax: BATCH_ENTRIES_MAX_DEFAULT,
    batchBytesMax: BATCH_BYTES_MAX_DEFAULT,
    lingerMs: LINGER_MS_DEFAULT,
    retryFirstMs: RETRY_FIRST_MS_DEFAULT,
    retryMsMax: RETRY_MS_MAX_DEFAULT,
    closeMs: CLOSE_MS_DEFAULT,
    ...given,
  };
  if (!["block", "dropOldest", "dropNewest"].includes(result.onFull)) {
    throw new LoggingError("CW_LOGGING_OPTION_VALUE", [
      "onFull",
      JSON.stringify(result.onFull),
      "block, dropOldest or dropNewest",
    ]);
  }
  for (const [name, value] of Object.entries(result)) {
    if (typeof value === "number" && value >= 0) continue;
    if (name !== "onFull")
      throw new LoggingError("CW_LOGGING_OPTION_VALUE", [name, String(value), "a number of 0 or more"]);
  }
  return result;
}

async function withinMs(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
