import { LoggingError } from "../errors.js";
import type { LogRecord } from "../log-record.js";
import { valueText } from "../value-text.js";
import { pickle } from "./pickle.js";
import { recordDictionary } from "./record-dictionary.js";

/** What stands in the frames of SocketHandler and DatagramHandler. */
export type FrameFormat = "json" | "pickle";

/** The record behind its length: 4 bytes, big-endian, as Python's receivers expect. */
export function frameRecord(record: LogRecord, format: FrameFormat): Buffer {
  const dictionary = recordDictionary(record);
  const body = format === "pickle" ? pickle(dictionary) : Buffer.from(valueText(dictionary));
  const frame = Buffer.alloc(4 + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, 4);
  return frame;
}

/** @throws LoggingError `CW_LOGGING_OPTION_VALUE` */
export function checkFormat(format: unknown = "json"): FrameFormat {
  if (format === "json" || format === "pickle") return format;
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["format", String(format), "json or pickle"]);
}
