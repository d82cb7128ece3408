import type { Batch } from "../buffer/append-queue.js";
import type { InputTarget } from "../inputs/input.js";

/** Counts what an input has handed on and is durable. */
export class CountedTarget implements InputTarget {
  readonly id: string;
  records = 0;
  bytes = 0;
  readonly #target: InputTarget;

  constructor(id: string, target: InputTarget) {
    this.id = id;
    this.#target = target;
  }

  async append(batch: Batch, waitMs?: number): Promise<void> {
    // The batch is the sender's again once it is durable.
    const { records, data } = batch;
    const bytes = data.length;
    await this.#target.append(batch, waitMs);
    this.records += records;
    this.bytes += bytes;
  }
}
