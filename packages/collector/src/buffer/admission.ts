// Whether arriving records fit, and what has to happen when they do not: each output has a bound and an answer of its
// own. An output that blocks holds everything back; one that drops only loses its own share.
import { roomAgainShare } from "../limits.js";
import type { Consumer } from "./consumer.js";
import type { SealedSegments } from "./sealed-segments.js";

/** What has to happen before the append that waits first is looked at again. */
export type Step =
  | { kind: "admit" }
  /** Nobody would get it: its records are dropped. */
  | { kind: "dropArriving" }
  /** Until this output has taken something. */
  | { kind: "wait"; consumer: Consumer }
  | { kind: "dropOldest"; consumer: Consumer }
  /** What is written from now on is not for this output. */
  | { kind: "leaveOut"; consumer: Consumer }
  /** What is written from now on is for this output again. */
  | { kind: "takeBack"; consumer: Consumer };

/** Decides by the bounds of all outputs. */
export class Admission {
  readonly #sealed: SealedSegments;
  readonly #leftOut = new Set<string>();

  constructor(sealed: SealedSegments) {
    this.#sealed = sealed;
  }

  /** Outputs that do not get what is written now. */
  get leftOut(): ReadonlySet<string> {
    return this.#leftOut;
  }

  /** True when `bytes` can be admitted while `openBytes` are written or on their way to the disk. */
  fits(bytes: number, openBytes: number): boolean {
    return this.next(bytes, openBytes).kind === "admit";
  }

  /** What has to happen for `bytes` to be admitted. */
  next(bytes: number, openBytes: number): Step {
    const all = this.#sealed.consumers;
    const returning = all.find((consumer) => this.#leftOut.has(consumer.name) && hasRoomAgain(consumer, bytes));
    if (returning !== undefined) return { kind: "takeBack", consumer: returning };
    const taking = all.filter((consumer) => !this.#leftOut.has(consumer.name));
    if (taking.length === 0 && all.length > 0) return { kind: "dropArriving" };
    const over = taking.filter((consumer) => isOver(consumer, bytes, openBytes));
    const blocking = over.find((consumer) => consumer.options.whenFull === "block");
    if (blocking !== undefined) return { kind: "wait", consumer: blocking };
    const [consumer] = over;
    if (consumer === undefined) return { kind: "admit" };
    return { kind: consumer.options.whenFull === "dropOldest" ? "dropOldest" : "leaveOut", consumer };
  }

  /** From now on `consumer` gets nothing of what is written. */
  leaveOut(consumer: Consumer): void {
    this.#leftOut.add(consumer.name);
  }

  /** From now on `consumer` gets what is written. */
  takeBack(consumer: Consumer): void {
    this.#leftOut.delete(consumer.name);
  }

  /** Forgets outputs that are no more. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#leftOut) if (!names.has(name)) this.#leftOut.delete(name);
  }
}

// What is larger than the bound by itself goes alone.
function isOver(consumer: Consumer, bytes: number, openBytes: number): boolean {
  const held = consumer.bytes + openBytes;
  return held > 0 && held + bytes > consumer.options.bytesMax;
}

function hasRoomAgain(consumer: Consumer, bytes: number): boolean {
  return consumer.bytes === 0 || consumer.bytes + bytes <= consumer.options.bytesMax * roomAgainShare;
}
