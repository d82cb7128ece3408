import { LoggingError } from "../errors.js";
import { CLUSTER_FRAME_BYTES_MAX } from "../limits.js";
import { LengthFrames } from "../receiver/length-frames.js";

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
  readonly #bodies = new LengthFrames(CLUSTER_FRAME_BYTES_MAX);

  /**
   * The frames that are complete with this piece.
   * @throws LoggingError `CW_LOGGING_RECEIVED`, `CW_LOGGING_CLUSTER_FRAME` when the stream is none of ours
   */
  push(piece: Buffer): Frame[] {
    return this.#bodies.push(piece).map((body) => ({ kind: body[0] ?? 0, body: parse(body.toString("utf8", 1)) }));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoggingError("CW_LOGGING_CLUSTER_FRAME", ["text that is not JSON"], { cause: error });
  }
}
