// Fluentd's forward protocol, version 1 (github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1): Message,
// Forward, PackedForward and CompressedPackedForward. A chunk is handed on while it arrives, so its size has no bound.
import { forwardEntryBytesMax, forwardInflatedBytesMax } from "../limits.js";
import { ByteQueue } from "./byte-queue.js";
import { decodeError } from "./decode-error.js";
import { type ForwardHead, arrayAt, bytesAt, readForwardHead } from "./forward-head.js";
import { GunzipSteps, isGzip } from "./inflate.js";
import { MessagePackReader } from "./msgpack.js";
import { MessagePackScanner } from "./msgpack-scanner.js";

/**
 * What a connection's bytes say. The entries of one message come as the MessagePack they are, in pieces that may end
 * within an entry; `end` follows when all have come.
 */
export type ForwardEvent =
  | { kind: "entries"; tag: string; bytes: Uint8Array }
  | { kind: "end"; tag: string; option: Record<string, unknown> }
  | { kind: "ping"; ping: unknown[] };

/** What is read next. */
type Step =
  | { at: "head" }
  | { at: "message"; timeBytes: number }
  | { at: "array"; left: number }
  | { at: "packed"; left: number; inflate: GunzipSteps | undefined; started: boolean }
  | { at: "option" }
  | { at: "ping" };

const pingFields = 6;
const gzipMagicBytes = 2;
/** Starts an entry, an array of two. */
const entryHead = Buffer.of(0x92);

/** Decodes the bytes of one connection. */
export class ForwardDecoder {
  readonly #queue = new ByteQueue();
  readonly #scanner = new MessagePackScanner();
  #step: Step = { at: "head" };
  #head: ForwardHead = { count: 0, tag: "", end: 0 };

  /** Bytes held back because they are not complete. */
  get pendingBytes(): number {
    return this.#queue.length;
  }

  /**
   * Takes bytes and answers what they complete; take everything before the next call.
   * @throws CollectorError `CW_COLLECTOR_DECODE` when the bytes are not forward's; the connection cannot go on then.
   */
  async *push(piece: Uint8Array): AsyncGenerator<ForwardEvent> {
    this.#queue.push(piece);
    for (;;) {
      const before = this.#queue.length;
      const step = this.#step;
      if (step.at === "packed") yield* this.#readPacked(step);
      else yield* this.#readWhole(step);
      const moved = this.#queue.length !== before || this.#step !== step;
      if (!moved) break;
    }
    if (this.#queue.length > forwardEntryBytesMax) {
      throw decodeError("forward", this.#queue.length, `an entry has more than ${forwardEntryBytesMax} bytes`);
    }
  }

  /** Frees what a message that did not arrive whole holds. */
  close(): void {
    if (this.#step.at === "packed") this.#step.inflate?.close();
  }

  *#readWhole(step: Step): Generator<ForwardEvent> {
    if (step.at === "head") this.#readHead();
    else if (step.at === "message") yield* this.#readMessage(step);
    else if (step.at === "array") yield* this.#readArray(step);
    else if (step.at === "option") yield* this.#readOption();
    else if (step.at === "ping") yield* this.#readPing();
  }

  /** The next whole value, when it has arrived. */
  #value(): { value: unknown } | undefined {
    const bytes = this.#queue.peek();
    const end = this.#scanner.scan(bytes, 0);
    if (end === -1) return undefined;
    const value = new MessagePackReader(bytes, 0, end).read();
    this.#queue.drop(end);
    return { value };
  }

  #readHead(): void {
    const bytes = this.#queue.peek();
    if (bytes.length === 0) return;
    // A nil between messages keeps a connection alive.
    if (bytes[0] === 0xc0) {
      this.#queue.drop(1);
      return;
    }
    const head = readForwardHead(bytes);
    if (head === undefined) return;
    if (head.count === pingFields && head.tag === "PING") this.#step = { at: "ping" };
    else this.#startBody(bytes, head);
  }

  #startBody(bytes: Buffer, head: ForwardHead): void {
    const packed = bytesAt(bytes, head.end);
    const array = arrayAt(bytes, head.end);
    if (packed === undefined || array === undefined) return;
    this.#head = head;
    if (packed.length >= 0) {
      this.#queue.drop(packed.end);
      this.#step = { at: "packed", left: packed.length, inflate: undefined, started: false };
    } else if (array.length >= 0) this.#startArray(bytes, head, array.length, array.end);
    else this.#startMessage(head);
  }

  /** An array in second place holds entries, or is Fluent Bit's `[time, {metadata}]` of a single message. */
  #startArray(bytes: Buffer, head: ForwardHead, length: number, end: number): void {
    const first = bytes[end];
    if (first === undefined && length > 0) return;
    const entries = length === 0 || arrayAt(bytes, end)?.length !== -1;
    if (!entries && length === 2) {
      this.#startMessage(head);
      return;
    }
    this.#queue.drop(end);
    this.#step = { at: "array", left: length };
  }

  #startMessage(head: ForwardHead): void {
    if (head.count < 3) throw decodeError("forward", head.end, "the second element is neither entries nor a time");
    this.#queue.drop(head.end);
    this.#step = { at: "message", timeBytes: 0 };
  }

  // A time and a record behind each other: with a head before them they are an entry.
  *#readMessage(step: Step & { at: "message" }): Generator<ForwardEvent> {
    const bytes = this.#queue.peek();
    const end = this.#scanner.scan(bytes, step.timeBytes);
    if (end === -1) return;
    if (step.timeBytes === 0) {
      this.#step = { at: "message", timeBytes: end };
      return;
    }
    const entry = Buffer.concat([entryHead, bytes.subarray(0, end)]);
    this.#queue.drop(end);
    yield { kind: "entries", tag: this.#head.tag, bytes: entry };
    yield* this.#endBody(4);
  }

  *#readArray(step: Step & { at: "array" }): Generator<ForwardEvent> {
    const bytes = this.#queue.peek();
    let at = 0;
    while (step.left > 0) {
      const end = this.#scanner.scan(bytes, at);
      if (end === -1) break;
      step.left--;
      at = end;
    }
    this.#queue.drop(at);
    if (at > 0) yield { kind: "entries", tag: this.#head.tag, bytes: bytes.subarray(0, at) };
    if (step.left === 0) yield* this.#endBody(3);
  }

  async *#readPacked(step: Step & { at: "packed" }): AsyncGenerator<ForwardEvent> {
    const bytes = this.#queue.peek();
    const part = bytes.subarray(0, Math.min(step.left, bytes.length));
    if (!step.started) {
      if (part.length < Math.min(gzipMagicBytes, step.left)) return;
      step.started = true;
      if (isGzip(part)) step.inflate = new GunzipSteps("forward", forwardInflatedBytesMax);
    }
    this.#queue.drop(part.length);
    step.left -= part.length;
    const { tag } = this.#head;
    if (step.inflate === undefined) {
      if (part.length > 0) yield { kind: "entries", tag, bytes: part };
    } else for await (const plain of step.inflate.write(part)) yield { kind: "entries", tag, bytes: plain };
    if (step.left === 0) yield* this.#endPacked(step);
  }

  async *#endPacked(step: Step & { at: "packed" }): AsyncGenerator<ForwardEvent> {
    if (step.inflate !== undefined) {
      const { tag } = this.#head;
      for await (const plain of step.inflate.end()) yield { kind: "entries", tag, bytes: plain };
    }
    yield* this.#endBody(3);
  }

  /** The entries are through; an option follows where the array has room for it. */
  *#endBody(fieldsWithOption: number): Generator<ForwardEvent> {
    if (this.#head.count >= fieldsWithOption) {
      this.#step = { at: "option" };
      return;
    }
    this.#step = { at: "head" };
    yield { kind: "end", tag: this.#head.tag, option: {} };
  }

  *#readOption(): Generator<ForwardEvent> {
    const found = this.#value();
    if (found === undefined) return;
    const option = typeof found.value === "object" && found.value !== null ? { ...found.value } : {};
    this.#step = { at: "head" };
    yield { kind: "end", tag: this.#head.tag, option };
  }

  *#readPing(): Generator<ForwardEvent> {
    const found = this.#value();
    if (found === undefined) return;
    this.#step = { at: "head" };
    yield { kind: "ping", ping: found.value as unknown[] };
  }
}
