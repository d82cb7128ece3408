import { LoggingError } from "../errors.js";
import { Handler } from "../handler.js";
import { callerOf } from "../caller.js";
import type { LogRecord } from "../log-record.js";
import { isPlainObject } from "../fields.js";
import type { QueueLike } from "./log-queue.js";
import type { QueueListener } from "./queue-listener.js";

/**
 * Puts records in a queue; a {@link QueueListener} at its other end hands them to the handlers that do the slow work.
 * The queue is an array, a {@link LogQueue}, or anything with `putNowait`, `put_nowait` or `push`.
 */
export class QueueHandler extends Handler {
  override keepsRecords = false;
  queue: QueueLike<unknown>;
  /** The listener at the other end, when `dictConfig` made it; `dictConfig` does not start it, as in Python. */
  listener: QueueListener | null = null;

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` when the queue cannot be written to */
  constructor(queueOrOptions: QueueLike<unknown> | { queue: QueueLike<unknown> }) {
    super();
    const queue = isPlainObject(queueOrOptions) && "queue" in queueOrOptions ? queueOrOptions["queue"] : queueOrOptions;
    this.queue = checkQueue(queue);
  }

  /** Puts what {@link prepare} answered in the queue. @throws QueueFull, or what the queue throws */
  enqueue(record: unknown): void {
    putNowait(this.queue, record);
  }

  /**
   * Makes a copy of the record in which the message is put together, so that it can be read later or elsewhere:
   * `msg` and `message` are the formatted text; `args`, `exc_info`, `exc_text` and `stack_info` are null.
   */
  prepare(record: LogRecord): unknown {
    const message = this.format(record);
    callerOf(record);
    const copy = Object.assign(Object.create(Object.getPrototypeOf(record) as object), record) as LogRecord;
    copy["message"] = message;
    copy.msg = message;
    // Python's None: nothing is left to be put in.
    Object.assign(copy, { args: null });
    copy.exc_info = null;
    copy.exc_text = null;
    copy.stack_info = null;
    copy.formattedBy = undefined;
    copy.callerEntry = undefined;
    return copy;
  }

  override emit(record: LogRecord): void {
    try {
      this.enqueue(this.prepare(record));
    } catch (error) {
      this.handleError(record, error);
    }
  }
}

/** Whether records can be put in it. */
export function isQueueLike(value: unknown): value is QueueLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return ["putNowait", "put_nowait", "put", "push"].some((name) => typeof Reflect.get(value, name) === "function");
}

/** Adds to a queue, whatever its method is called. */
export function putNowait(queue: QueueLike<unknown>, item: unknown): void {
  if ("putNowait" in queue) queue.putNowait(item);
  else if ("put_nowait" in queue) queue.put_nowait(item);
  else if ("put" in queue) queue.put(item);
  else queue.push(item);
}

function checkQueue(queue: unknown): QueueLike<unknown> {
  if (isQueueLike(queue)) return queue;
  const expected = "an array, a LogQueue or an object with putNowait, put_nowait, put or push";
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["queue", String(queue), expected]);
}
