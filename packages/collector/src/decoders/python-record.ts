// Records of Python's logging.handlers.SocketHandler: a length of four bytes, then a pickled dict of the LogRecord.
import { pickleBytesMax } from "../limits.js";
import { ByteQueue } from "./byte-queue.js";
import { decodeError } from "./decode-error.js";
import { setMember } from "./msgpack.js";
import { decodePickle } from "./pickle.js";

const lengthBytes = 4;

/** Attributes of LogRecord under the names of the OpenTelemetry conventions; the others keep theirs. */
const names: Readonly<Record<string, string>> = {
  pathname: "code.file.path",
  lineno: "code.line.number",
  funcName: "code.function.name",
  process: "process.pid",
  processName: "process.name",
  thread: "thread.id",
  threadName: "thread.name",
  exc_text: "exception.stacktrace",
  name: "logger",
  created: "timestamp",
  msg: "message",
};
/** Attributes that say what another says, or nothing outside the process. */
const leftOut = new Set([
  "args",
  "exc_info",
  "filename",
  "module",
  "msecs",
  "relativeCreated",
  "stack_info",
  "message",
  "asctime",
]);

/** Turns the dict of a LogRecord into a record for ingestion; `msg` is formatted already by the handler. */
export function pythonRecord(dict: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(dict)) {
    if (value === null || leftOut.has(name)) continue;
    setMember(record, Object.hasOwn(names, name) ? (names[name] ?? name) : name, value);
  }
  const { stack_info: stack } = dict;
  if (typeof stack === "string") record["code.stacktrace"] = stack;
  return record;
}

/** Cuts a connection's bytes into pickles and decodes them. */
export class PythonRecords {
  readonly #queue = new ByteQueue();

  /** Bytes of a record that has not arrived whole. */
  get pendingBytes(): number {
    return this.#queue.length;
  }

  /**
   * Takes bytes and answers the records that are complete.
   * @throws CollectorError `CW_COLLECTOR_DECODE` when a pickle is too large, or anything but plain data.
   */
  push(piece: Uint8Array): Record<string, unknown>[] {
    this.#queue.push(piece);
    const records: Record<string, unknown>[] = [];
    for (;;) {
      const bytes = this.#queue.peek();
      if (bytes.length < lengthBytes) return records;
      const end = lengthBytes + bytes.readUInt32BE(0);
      if (end > pickleBytesMax)
        throw decodeError(
          "pickle",
          0,
          `it announces ${end - lengthBytes} bytes, at most ${pickleBytesMax} are allowed`,
        );
      if (bytes.length < end) return records;
      const value = decodePickle(bytes.subarray(lengthBytes, end));
      if (typeof value !== "object" || value === null || Array.isArray(value) || Buffer.isBuffer(value)) {
        throw decodeError("pickle", 0, "it is not the dict of a log record");
      }
      records.push(pythonRecord({ ...value }));
      this.#queue.drop(end);
    }
  }
}
