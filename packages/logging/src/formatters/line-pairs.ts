import { errorOf, exceptionText } from "../exceptions.js";
import type { LogRecord } from "../log-record.js";
import { fieldsOf } from "./flat-fields.js";
import { isoTime } from "./iso-time.js";

/** A name and its value. */
export type Pair = readonly [name: string, value: unknown];

/** A record as the flat formats (LTSV, logfmt) write it, in their order; `sender` stands behind the level. */
export function linePairs(record: LogRecord, sender: readonly Pair[]): Pair[] {
  const pairs: Pair[] = [
    ["time", isoTime(Math.round(record.created * 1000))],
    ["level", record.levelname.toLowerCase()],
    ...sender,
    ["logger", record.name],
    ["message", record.getMessage()],
    ...fieldsOf(record),
  ];
  if (record.exc_info) pairs.push(["exception", exceptionText(errorOf(record.exc_info))]);
  return pairs;
}
