import { LoggingError } from "../errors.js";
import { isPlainObject } from "../fields.js";
import type { Handler } from "../handler.js";
import type { LogRecord } from "../log-record.js";
import { LISTENER_POLL_MS, LISTENER_TURN_ENTRIES_MAX } from "../limits.js";
import { type Drainable, drainAtExit, forget } from "./delivery/exit-drain.js";
import { LogQueue, type QueueLike } from "./log-queue.js";

/** Options of {@link QueueListener}. */
export interface QueueListenerOptions {
  /** Whether a handler's level decides which records it gets. @default false, as in Python */
  respect_handler_level?: boolean;
}

/**
 * Takes records out of a queue and hands them to handlers, between the turns of the event loop. Python uses a thread
 * for this; here `start()` arranges it and `stop()` handles what is left and returns when nothing is.
 */
export class QueueListener implements Drainable {
  readonly queue: QueueLike<unknown>;
  handlers: readonly Handler[];
  respect_handler_level: boolean;
  #running = false;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  readonly #filled = (): void => this.#schedule();

  constructor(queue: QueueLike<unknown>, ...handlersAndOptions: readonly (Handler | QueueListenerOptions)[]) {
    const options = handlersAndOptions.find((each) => isOptions(each));
    this.queue = queue;
    this.handlers = handlersAndOptions.filter((each): each is Handler => !isOptions(each));
    this.respect_handler_level = options?.respect_handler_level ?? false;
  }

  /** Whether it was started and not stopped. */
  get running(): boolean {
    return this.#running;
  }

  /** Takes the next record, or undefined; by the queue's `getNowait`, `get_nowait`, `get` or `shift`, none of which may wait. */
  dequeue(_block = false): unknown {
    const { queue } = this;
    if (queue instanceof LogQueue) return queue.getNowait();
    if (Array.isArray(queue)) return queue.shift() as unknown;
    for (const name of ["getNowait", "get_nowait", "get", "shift"]) {
      const take: unknown = Reflect.get(queue, name);
      if (typeof take === "function") return Reflect.apply(take, queue, []) as unknown;
    }
    return undefined;
  }

  /** Begins to hand records on. @throws LoggingError `CW_LOGGING_LISTENER_RUNNING`, as Python 3.14 does */
  start(): void {
    if (this.#running) throw new LoggingError("CW_LOGGING_LISTENER_RUNNING");
    this.#running = true;
    drainAtExit(this);
    this.#schedule();
  }

  /** Changes a record before the handlers get it. */
  prepare(record: LogRecord): LogRecord {
    return record;
  }

  /** Hands one record to the handlers. */
  handle(record: LogRecord): void {
    const prepared = this.prepare(record);
    for (const handler of this.handlers) {
      if (!this.respect_handler_level || prepared.levelno >= handler.level) handler.handle(prepared);
    }
  }

  /** Has what is in the queue handled before it returns, and takes no more. */
  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    forget(this);
    this.#unschedule();
    this.#handleAll();
  }

  /** Whether records wait; a queue that cannot tell is asked for them when the process exits. */
  get pending(): boolean {
    const { queue } = this;
    if (queue instanceof LogQueue) return !queue.empty();
    return Array.isArray(queue) ? queue.length > 0 : this.#running;
  }

  drain(_timeoutMs: number): Promise<void> {
    this.drainSync();
    return Promise.resolve();
  }

  /** Handles all that is in the queue now, when the process exits. */
  drainSync(): void {
    this.#handleAll();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #schedule(): void {
    this.#unschedule();
    if (this.#running) this.#timer = setImmediate(() => this.#turn());
  }

  #turn(): void {
    const more = this.#handleSome(LISTENER_TURN_ENTRIES_MAX);
    if (!this.#running) return;
    if (more) this.#schedule();
    else if (this.queue instanceof LogQueue) this.queue.onceFilled(this.#filled);
    // Other queues cannot say when they are filled; the timer does not keep the process alive.
    else this.#timer = setTimeout(() => this.#turn(), LISTENER_POLL_MS).unref();
  }

  /** Handles what is in the queue now: a record that a handler puts back stays there, or this would never end. */
  #handleAll(): void {
    const records: LogRecord[] = [];
    for (let record = this.dequeue(); record !== undefined && record !== null; record = this.dequeue()) {
      records.push(record as LogRecord);
    }
    for (const record of records) this.handle(record);
  }

  /** Handles records up to a number; answers whether there may be more. */
  #handleSome(max: number): boolean {
    for (let count = 0; count < max; count += 1) {
      const record = this.dequeue();
      if (record === undefined || record === null) return false;
      this.handle(record as LogRecord);
    }
    return true;
  }

  #unschedule(): void {
    if (this.queue instanceof LogQueue) this.queue.offFilled(this.#filled);
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#timer = undefined;
  }
}

function isOptions(value: Handler | QueueListenerOptions): value is QueueListenerOptions {
  return isPlainObject(value) && !("handle" in value);
}
