// Pickles of log records. The logging library reads them; here they are bounded and their faults are the decoders'.
import { LoggingError } from "@cordwood/logging";
import { unpickle } from "@cordwood/logging/net";
import { pickleBytesMax } from "../limits.js";
import { decodeError } from "./decode-error.js";

/**
 * Decodes a pickle of plain data. Bytes are Buffers, tuples are arrays, whole numbers beyond 2^53 are bigints.
 * @throws CollectorError `CW_COLLECTOR_DECODE` when it is damaged, contains itself, or is larger than allowed.
 */
export function decodePickle(bytes: Buffer): unknown {
  if (bytes.length > pickleBytesMax)
    throw decodeError("pickle", 0, `it has ${bytes.length} bytes, at most ${pickleBytesMax} are allowed`);
  try {
    return unpickle(bytes);
  } catch (error) {
    if (error instanceof LoggingError) throw decodeError("pickle", 0, error.message);
    throw error;
  }
}
