import { LoggingError } from "../errors.js";

/** Reads the bytes of a pickle in order; never beyond their end. */
export class PickleReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next byte. */
  byte(): number {
    return this.take(1).readUInt8();
  }

  /** The next `length` bytes. @throws LoggingError `CW_LOGGING_PICKLE` when there are fewer */
  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at)
      throw new LoggingError("CW_LOGGING_PICKLE", [`an end after ${this.#bytes.length} bytes`]);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Bytes behind their length, which is 1, 4 or 8 bytes, little-endian. */
  sized(lengthBytes: 1 | 4 | 8): Buffer {
    const length = this.take(lengthBytes);
    return this.take(lengthBytes === 8 ? Number(length.readBigUInt64LE()) : length.readUIntLE(0, lengthBytes));
  }

  /** Text up to the next newline, which is passed over. Protocol 0 writes Latin-1 with escapes. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    const text = this.take(Math.max(0, (end < 0 ? this.#bytes.length + 1 : end) - this.#at)).toString("latin1");
    this.#at += 1;
    return text;
  }
}
