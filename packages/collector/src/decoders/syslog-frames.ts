// Syslog over a stream: octet counting (RFC 6587 §3.4.1, RFC 5425) and frames that end with a newline or NUL (§3.4.2),
// told apart frame by frame.
import { syslogFrameBytesMax } from "../limits.js";
import { ByteQueue } from "./byte-queue.js";

const newline = 10;
const carriageReturn = 13;
const space = 32;
/** Digits of an octet count: a frame of more than 10^7 bytes is nobody's. */
const countDigitsMax = 7;

/** Where a frame's text is and where the next one starts. */
interface Frame {
  start: number;
  end: number;
  next: number;
}

/** Reads `123 ` at the start; 0 when it is no octet count, -1 when it may become one. */
function octetCount(bytes: Buffer): { count: number; end: number } {
  const none = { count: 0, end: 0 };
  let count = 0;
  for (let at = 0; at <= countDigitsMax; at++) {
    const byte = bytes[at];
    if (byte === undefined) return { count: -1, end: 0 };
    if (byte === space && at > 0) return { count, end: at + 1 };
    if (byte < 48 || byte > 57 || (at === 0 && byte === 48)) return none;
    count = count * 10 + byte - 48;
  }
  return none;
}

/** Cuts a connection's bytes into syslog messages. A message longer than the bound is cut into parts, never dropped. */
export class SyslogFrames {
  readonly #bytesMax: number;
  readonly #queue = new ByteQueue();
  /** Bytes of a counted frame that are still to come. */
  #left = 0;
  /** Where a newline is looked for next. */
  #looked = 0;

  constructor(bytesMax: number = syslogFrameBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes of a message that has not arrived whole. */
  get pendingBytes(): number {
    return this.#queue.length;
  }

  /** Takes bytes and answers the messages that are complete, without their framing; empty ones are left out. */
  push(piece: Uint8Array): Buffer[] {
    this.#queue.push(piece);
    const frames: Buffer[] = [];
    let rest = this.#queue.peek();
    let frame = this.#next(rest);
    while (frame !== undefined) {
      if (frame.end > frame.start) frames.push(rest.subarray(frame.start, frame.end));
      this.#queue.drop(frame.next);
      this.#looked = 0;
      rest = this.#queue.peek();
      frame = this.#next(rest);
    }
    return frames;
  }

  /** Answers what is left when the connection ends. */
  flush(): Buffer | undefined {
    const rest = this.#queue.peek();
    this.#queue.drop(rest.length);
    this.#left = 0;
    this.#looked = 0;
    return rest.length === 0 ? undefined : rest;
  }

  #next(rest: Buffer): Frame | undefined {
    if (rest.length === 0) return undefined;
    if (this.#left > 0) return this.#counted(rest, 0);
    const { count, end } = octetCount(rest);
    if (count === -1) return undefined;
    if (count === 0) return this.#ended(rest);
    this.#left = count;
    return this.#counted(rest, end);
  }

  /** A counted frame, or as much of it as the bound lets through at once. */
  #counted(rest: Buffer, start: number): Frame | undefined {
    const wanted = Math.min(this.#left, this.#bytesMax);
    const end = start + wanted;
    if (rest.length < end) {
      this.#queue.drop(start);
      return undefined;
    }
    this.#left -= wanted;
    const last = rest[end - 1];
    return { start, end: last === newline ? end - 1 : end, next: end };
  }

  #ended(rest: Buffer): Frame | undefined {
    let at = this.#looked;
    while (at < rest.length && rest[at] !== newline && rest[at] !== 0) at++;
    this.#looked = at;
    if (at >= this.#bytesMax) return { start: 0, end: this.#bytesMax, next: this.#bytesMax };
    if (at === rest.length) return undefined;
    return { start: 0, end: rest[at - 1] === carriageReturn ? at - 1 : at, next: at + 1 };
  }
}
