import { LoggingError } from "../errors.js";

/** Cuts a stream into bodies that stand behind their length (4 bytes, big-endian), as Python's SocketHandler sends them. */
export class LengthFrames {
  readonly #bytesMax: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The bodies that are complete with this piece. @throws LoggingError `CW_LOGGING_RECEIVED` for a length above the bound */
  push(piece: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const bodies: Buffer[] = [];
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE();
      if (length > this.#bytesMax)
        throw new LoggingError("CW_LOGGING_RECEIVED", [`a frame of ${length} bytes, more than ${this.#bytesMax}`]);
      if (this.#rest.length < 4 + length) break;
      bodies.push(this.#rest.subarray(4, 4 + length));
      this.#rest = this.#rest.subarray(4 + length);
    }
    return bodies;
  }
}
