// What has been read of all files and is not on its way to the disk yet: records, and how far each file was read for
// them. Both go into one append, so they become durable by one act.
import { setTimeout as delay } from "node:timers/promises";
import type { PositionValue } from "../../buffer/position.js";
import { batchesInFlightMax, tailBatchBytes, tailIdleWritersMax, tailStopMs } from "../../limits.js";
import { LineWriter } from "../../record/line-writer.js";
import type { InputTarget } from "../input.js";

/** Collects while appends are under way. Whoever writes to it sets the position in the same turn of the event loop. */
export class TailBatch {
  /** Takes the records. */
  writer: LineWriter = new LineWriter();
  readonly #target: InputTarget;
  readonly #onError: (error: unknown) => void;
  readonly #idle: LineWriter[] = [];
  readonly #flights = new Set<Promise<void>>();
  #positions = new Map<string, PositionValue | null>();
  #isStopped = false;
  #wakeUp: () => void = () => {};

  /** `onError` hears of what could not be appended; it is read again after a restart. */
  constructor(target: InputTarget, onError: (error: unknown) => void) {
    this.#target = target;
    this.#onError = onError;
  }

  /** A file was read to this place; `null` forgets the file. */
  setPosition(key: string, position: PositionValue | null): void {
    this.#positions.set(key, position);
  }

  /** Sends what was collected unless an append is under way and there is room for more; waits while too many are. */
  async offer(): Promise<void> {
    const isWaiting = this.#flights.size > 0 && this.writer.length < tailBatchBytes;
    if (this.writer.records === 0 || isWaiting) return;
    this.#send();
    while (this.#flights.size >= batchesInFlightMax && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        const other = this.#wakeUp;
        this.#wakeUp = () => {
          other();
          resolve();
        };
      });
    }
  }

  /** Nobody waits for room in the buffer any more. */
  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /**
   * Sends what was collected; resolves when all of it is durable, or after {@link tailStopMs}: what a full buffer has not
   * taken by then is read again at the next start.
   */
  async flush(): Promise<void> {
    if (this.#positions.size > 0) this.#send();
    const timer = new AbortController();
    await Promise.race([Promise.all(this.#flights), delay(tailStopMs, undefined, timer).catch(() => {})]);
    timer.abort();
  }

  #send(): void {
    const { writer } = this;
    const positions = [...this.#positions];
    this.writer = this.#idle.pop() ?? new LineWriter();
    this.#positions = new Map();
    const flight = this.#append(writer, positions).finally(() => {
      this.#flights.delete(flight);
      this.#wake();
    });
    this.#flights.add(flight);
  }

  /** Those who wait for room look again. */
  #wake(): void {
    const wakeUp = this.#wakeUp;
    this.#wakeUp = () => {};
    wakeUp();
  }

  async #append(writer: LineWriter, positions: [string, PositionValue | null][]): Promise<void> {
    try {
      await this.#target.append({ data: writer.written(), records: writer.records, positions });
    } catch (error) {
      this.#onError(error);
    }
    writer.length = 0;
    writer.records = 0;
    if (this.#idle.length < tailIdleWritersMax) this.#idle.push(writer);
  }
}
