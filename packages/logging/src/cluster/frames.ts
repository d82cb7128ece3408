import { LoggingError } from "../errors.js";
import { CLUSTER_FRAME_BYTES_MAX } from "../limits.js";

/** What a frame is about. The worker says hello and sends records; the listener answers welcome, acks, and new levels. */
export const FRAME = { hello: 1, welcome: 2, records: 3, ack: 4, levels: 5 } as const;

/** One frame: its kind and its JSON. */
export interface Frame {
  kind: number;
  body: unknown;
}

/** A frame as bytes: 4 bytes length (big-endian, kind and body), 1 byte kind, JSON text. */
export function encodeFrame(kind: number, json: string): Buffer {
  const length = Buffer.byteLength(json) + 1;
  const frame = Buffer.allocUnsafe(4 + length);
  frame.writeUInt32BE(length);
  frame[4] = kind;
  frame.write(json, 5);
  return frame;
}

/** Cuts a stream into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /**
   * The frames that are complete with this piece.
   * @throws LoggingError `CW_LOGGING_CLUSTER_FRAME` when the stream is none of ours
   */
  push(piece: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.#rest.length < 5) return undefined;
    const length = this.#rest.readUInt32BE();
    if (length < 1 || length > CLUSTER_FRAME_BYTES_MAX)
      throw new LoggingError("CW_LOGGING_CLUSTER_FRAME", [`a length of ${length}`]);
    if (this.#rest.length < 4 + length) return undefined;
    const kind = this.#rest[4] ?? 0;
    const text = this.#rest.toString("utf8", 5, 4 + length);
    this.#rest = this.#rest.subarray(4 + length);
    return { kind, body: parse(text) };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoggingError("CW_LOGGING_CLUSTER_FRAME", ["text that is not JSON"], { cause: error });
  }
}
