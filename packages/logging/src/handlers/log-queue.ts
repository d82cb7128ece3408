import { LOG_QUEUE_ENTRIES_MAX_DEFAULT } from "../limits.js";

/** Thrown by {@link LogQueue.putNowait} when the queue is full (Python's `queue.Full`). */
export class QueueFull extends Error {
  constructor(maxsize: number) {
    super(`the queue holds ${maxsize} entries and is full`);
    this.name = "QueueFull";
  }
}

/** What a {@link QueueHandler} writes to: an object with one of these methods. */
export type QueueLike<Item> =
  | { putNowait(item: Item): void }
  | { put_nowait(item: Item): void }
  | { put(item: Item): unknown }
  | { push(item: Item): unknown };

/** A queue between a QueueHandler and a QueueListener in one process (Python's `queue.Queue`). */
export class LogQueue<Item = unknown> {
  /** Entries it holds at most. */
  readonly maxsize: number;
  #items: Item[] = [];
  #waiting: (() => void)[] = [];

  /** @param maxsize entries it holds at most; 0 for the default of 100000, as nothing here is without a bound */
  constructor(maxsize = 0) {
    this.maxsize = maxsize > 0 ? maxsize : LOG_QUEUE_ENTRIES_MAX_DEFAULT;
  }

  /** Entries waiting. */
  qsize(): number {
    return this.#items.length;
  }

  empty(): boolean {
    return this.#items.length === 0;
  }

  full(): boolean {
    return this.#items.length >= this.maxsize;
  }

  /** Adds an entry. @throws QueueFull */
  putNowait(item: Item): void {
    if (this.full()) throw new QueueFull(this.maxsize);
    this.#items.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Python's name of {@link putNowait}. */
  put_nowait(item: Item): void {
    this.putNowait(item);
  }

  /** Adds an entry, without waiting, as nothing here can wait. @throws QueueFull */
  put(item: Item): void {
    this.putNowait(item);
  }

  /** Python's name of {@link getNowait}; undefined when the queue is empty. */
  get_nowait(): Item | undefined {
    return this.getNowait();
  }

  /** The same: nothing here can wait. */
  get(): Item | undefined {
    return this.getNowait();
  }

  /** Takes the oldest entry, or undefined. */
  getNowait(): Item | undefined {
    return this.#items.shift();
  }

  /** Calls back once, at the next entry. */
  onceFilled(wake: () => void): void {
    this.#waiting.push(wake);
  }

  /** Takes back a call of {@link onceFilled}. */
  offFilled(wake: () => void): void {
    this.#waiting = this.#waiting.filter((each) => each !== wake);
  }
}
