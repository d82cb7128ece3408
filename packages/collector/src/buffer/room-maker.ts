// Makes room for arriving records as the outputs' answers say, and says when a bound is reached and when there is room
// again.
import { CollectorError } from "../errors.js";
import { pendingBytesMax, roomSaidShare } from "../limits.js";
import { Admission } from "./admission.js";
import type { AppendQueue, Batch } from "./append-queue.js";
import type { BufferEvent } from "./buffer-options.js";
import type { Consumer } from "./consumer.js";
import type { Dropped, SealedSegments } from "./sealed-segments.js";

/** What making room needs of the buffer. */
export interface RoomSurroundings {
  queue: AppendQueue;
  sealed: SealedSegments;
  /** Bytes that are written to the open segment or on their way there. */
  openBytes(): number;
  /** True when a segment is open. */
  isOpen(): boolean;
  /** Seals the open segment, if there is one. */
  seal(): Promise<void>;
  /** Says that a segment was dropped, and removes it when nobody needs it. */
  drop(dropped: Dropped): Promise<void>;
  onEvent(event: BufferEvent): void;
}

/** Keeps the bounds of all outputs. */
export class RoomMaker {
  readonly #buffer: RoomSurroundings;
  readonly #admission: Admission;

  constructor(buffer: RoomSurroundings) {
    this.#buffer = buffer;
    this.#admission = new Admission(buffer.sealed);
  }

  /** Outputs that do not get what is written now. */
  get leftOut(): ReadonlySet<string> {
    return this.#admission.leftOut;
  }

  /** True when `bytes` can be admitted now. */
  has(bytes: number): boolean {
    if (bytes === 0) return true;
    const admitted = this.#buffer.queue.admittedBytes;
    if (admitted > 0 && admitted + bytes > pendingBytesMax) return false;
    return this.#admission.fits(bytes, this.#buffer.openBytes());
  }

  /** Does what the append that waits first needs; true when it should be looked at again at once. */
  async make(): Promise<boolean> {
    const step = this.#admission.next(this.#buffer.queue.firstBytes, this.#buffer.openBytes());
    switch (step.kind) {
      case "admit":
        return true;
      case "dropArriving":
        this.missed(this.#buffer.queue.emptyFirst());
        return true;
      case "takeBack":
        await this.#buffer.seal();
        this.#admission.takeBack(step.consumer);
        return true;
      default:
        this.#sayFull(step.consumer);
        return this.#answer(step.kind, step.consumer);
    }
  }

  /** Counts records that were written without the outputs that are left out. */
  missed(records: number): void {
    for (const output of this.leftOut) this.#buffer.onEvent({ kind: "dropped", output, records, reason: "full" });
  }

  /** Says of which outputs the bound was reached and is no longer. */
  sayRoom(): void {
    for (const consumer of this.#buffer.sealed.consumers) {
      if (!consumer.full || consumer.bytes > consumer.options.bytesMax * roomSaidShare) continue;
      consumer.full = false;
      this.#buffer.onEvent({ kind: "room", output: consumer.name });
    }
  }

  /** Forgets outputs that are no more. */
  keepOnly(names: ReadonlySet<string>): void {
    this.#admission.keepOnly(names);
  }

  /** Why a batch was not taken in time. */
  fullError({ data, records }: Batch): CollectorError {
    const openBytes = this.#buffer.openBytes();
    const step = this.#admission.next(data.length, openBytes);
    const [consumer] = "consumer" in step ? [step.consumer] : this.#buffer.sealed.consumers;
    return new CollectorError("CW_COLLECTOR_BUFFER_FULL", {
      records,
      bytes: (consumer?.bytes ?? 0) + openBytes,
      bytesMax: consumer?.options.bytesMax ?? 0,
      output: consumer?.name ?? "",
    });
  }

  async #answer(kind: "wait" | "dropOldest" | "leaveOut", consumer: Consumer): Promise<boolean> {
    if (kind === "wait") {
      // What is written can only leave the buffer once it is sealed.
      if (consumer.segments === 0) await this.#buffer.seal();
      return false;
    }
    if (kind === "dropOldest") return this.#dropOldest(consumer);
    await this.#buffer.seal();
    this.#admission.leaveOut(consumer);
    return true;
  }

  async #dropOldest(consumer: Consumer): Promise<boolean> {
    const dropped = this.#buffer.sealed.dropOldest(consumer);
    if (dropped !== undefined) await this.#buffer.drop(dropped);
    else if (this.#buffer.isOpen()) await this.#buffer.seal();
    // All that is kept for it is on its way to it, perhaps for ever.
    else this.#admission.leaveOut(consumer);
    return true;
  }

  #sayFull(consumer: Consumer): void {
    if (consumer.full) return;
    consumer.full = true;
    const { bytesMax } = consumer.options;
    const bytes = consumer.bytes + this.#buffer.openBytes();
    this.#buffer.onEvent({ kind: "full", output: consumer.name, bytes, bytesMax });
  }
}
