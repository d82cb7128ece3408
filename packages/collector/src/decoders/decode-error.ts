// The error of all decoders.
import { CollectorError } from "../errors.js";

/** Makes the error of bytes that a protocol does not allow; `offset` counts within the message. */
export function decodeError(format: string, offset: number, reason: string): CollectorError {
  return new CollectorError("CW_COLLECTOR_DECODE", { format, offset, reason });
}
