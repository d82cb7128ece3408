import { errorOf, exceptionText } from "../exceptions.js";
import type { LogRecord } from "../log-record.js";

/**
 * The record as a plain object another program can read, as Python's `makePickle` prepares it: the message put together
 * in `msg`, no arguments, the error as text in `exc_text`.
 */
export function recordDictionary(record: LogRecord): Record<string, unknown> {
  const result = record.toDict();
  result["msg"] = record.getMessage();
  result["args"] = null;
  if (record.exc_info) result["exc_text"] = record.exc_text ?? exceptionText(errorOf(record.exc_info));
  result["exc_info"] = null;
  delete result["message"];
  return result;
}
