// MessagePack values from bytes that arrive in pieces.
import { messageBytesMax } from "../limits.js";
import { ByteQueue } from "./byte-queue.js";
import { decodeError } from "./decode-error.js";
import { MessagePackReader } from "./msgpack.js";
import { MessagePackScanner } from "./msgpack-scanner.js";

/** Pieces of at least this are read without looking for the ends of values first. */
const directBytesMin = 4096;

/** Reads values until one is not whole or not right, which the careful way then finds out; answers where that starts. */
function readDirectly(bytes: Buffer, values: unknown[]): number {
  const reader = new MessagePackReader(bytes);
  let at = 0;
  try {
    while (!reader.done) {
      values.push(reader.read());
      at = reader.at;
    }
  } catch {
    return at;
  }
  return at;
}

/** Cuts a stream of MessagePack values apart. */
export class MessagePackStream {
  readonly #queue = new ByteQueue();
  readonly #scanner = new MessagePackScanner();
  readonly #bytesMax: number;

  constructor(bytesMax: number = messageBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes of a value that is not complete. */
  get pendingBytes(): number {
    return this.#queue.length;
  }

  /**
   * Takes more bytes and answers the values that are complete.
   * @throws CollectorError `CW_COLLECTOR_DECODE` when the bytes are not MessagePack, or a value is larger than allowed.
   */
  push(piece: Uint8Array): unknown[] {
    this.#queue.push(piece);
    const bytes = this.#queue.peek();
    const values: unknown[] = [];
    let at = this.#scanner.fresh && bytes.length >= directBytesMin ? readDirectly(bytes, values) : 0;
    while (at < bytes.length) {
      const end = this.#scanner.scan(bytes, at);
      if (end === -1) break;
      values.push(new MessagePackReader(bytes, at, end).read());
      at = end;
    }
    this.#queue.drop(at);
    if (this.#queue.length > this.#bytesMax) {
      throw decodeError("MessagePack", this.#queue.length, `a value has more than ${this.#bytesMax} bytes`);
    }
    return values;
  }
}
