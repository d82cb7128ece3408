// Gathers the records of inputs that receive one at a time, so that they reach the disk together.
import { batchBytesMax } from "../limits.js";
import { LineWriter } from "../record/line-writer.js";
import type { InputTarget } from "./input.js";

/** Collects while an append is under way, then appends what was collected. */
export class Batcher {
  writer: LineWriter = new LineWriter();
  readonly #target: InputTarget;
  readonly #onError: (error: unknown) => void;
  #spare: LineWriter = new LineWriter();
  #appending: Promise<void> | undefined;
  #lost = 0;

  /** `onError` hears of records that could not be appended. */
  constructor(target: InputTarget, onError: (error: unknown) => void) {
    this.#target = target;
    this.#onError = onError;
  }

  /** Records that could not be appended. */
  get lost(): number {
    return this.#lost;
  }

  /** True when the sender is to wait, or what it sends is to be dropped. */
  get full(): boolean {
    return this.writer.length >= batchBytesMax;
  }

  /** Appends what is in `writer`, now or after the append that is under way. Resolves when nothing is left. */
  flush(): Promise<void> {
    this.#appending ??= this.#run();
    return this.#appending;
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the event loop goes together.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    while (this.writer.records > 0) await this.#append();
    this.#appending = undefined;
  }

  async #append(): Promise<void> {
    const full = this.writer;
    this.writer = this.#spare;
    try {
      await this.#target.append({ data: full.written(), records: full.records });
    } catch (error) {
      this.#lost += full.records;
      this.#onError(error);
    }
    full.length = 0;
    full.records = 0;
    this.#spare = full;
  }
}
