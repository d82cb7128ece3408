// GELF over UDP in chunks: magic bytes, message id, number, count (docs.graylog.org, GELF 1.1).
import { gelfChunkMsMax, gelfChunksMax, gelfPendingBytesMax, gelfPendingMax } from "../limits.js";
import { decodeError } from "./decode-error.js";

const headBytes = 12;

interface Pending {
  chunks: (Buffer | undefined)[];
  missing: number;
  bytes: number;
  /** When the first chunk came, in milliseconds. */
  since: number;
}

/** Whether the datagram is a chunk. */
function isChunk(datagram: Uint8Array): boolean {
  return datagram[0] === 0x1e && datagram[1] === 0x0f;
}

/** Puts chunks together. Bounded in messages, bytes and time; what does not come in whole is dropped and counted. */
export class GelfChunks {
  readonly #pending = new Map<string, Pending>();
  #bytes = 0;
  #dropped = 0;

  /** Messages given up: their time was over, or others needed the room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Messages that wait for chunks. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Takes a datagram that came at `nowMs`; answers the message when it is whole.
   * @throws CollectorError `CW_COLLECTOR_DECODE` when the chunk's head is wrong.
   */
  push(datagram: Uint8Array, nowMs: number): Uint8Array | undefined {
    if (!isChunk(datagram)) return datagram;
    const bytes = Buffer.from(datagram);
    const number = bytes[10] ?? 0;
    const count = bytes[11] ?? 0;
    if (bytes.length <= headBytes || count === 0 || count > gelfChunksMax || number >= count) {
      throw decodeError("GELF", 10, `chunk ${number} of ${count} in ${bytes.length} bytes`);
    }
    this.#dropOld(nowMs);
    return this.#add(bytes.toString("latin1", 2, 10), number, count, bytes.subarray(headBytes), nowMs);
  }

  #add(id: string, number: number, count: number, chunk: Buffer, nowMs: number): Buffer | undefined {
    const known = this.#pending.get(id);
    const message = known ?? { chunks: Array.from({ length: count }), missing: count, bytes: 0, since: nowMs };
    if (message.chunks.length !== count)
      throw decodeError("GELF", 11, `another count of chunks, ${count}, for the same message`);
    if (message.chunks[number] !== undefined) return undefined;
    message.chunks[number] = chunk;
    message.missing--;
    message.bytes += chunk.length;
    this.#bytes += chunk.length;
    if (known === undefined) this.#pending.set(id, message);
    if (message.missing > 0) {
      this.#makeRoom();
      return undefined;
    }
    this.#remove(id, message);
    return Buffer.concat(message.chunks.filter((each) => each !== undefined));
  }

  #remove(id: string, message: Pending): void {
    this.#pending.delete(id);
    this.#bytes -= message.bytes;
  }

  /** The map keeps the order in which messages began, so the oldest come first. */
  #dropOld(nowMs: number): void {
    for (const [id, message] of this.#pending) {
      if (nowMs - message.since <= gelfChunkMsMax) break;
      this.#remove(id, message);
      this.#dropped++;
    }
  }

  #makeRoom(): void {
    for (const [id, message] of this.#pending) {
      if (this.#pending.size <= gelfPendingMax && this.#bytes <= gelfPendingBytesMax) break;
      this.#remove(id, message);
      this.#dropped++;
    }
  }
}
