import { LogRecord } from "../log-record.js";
import { valueText } from "../value-text.js";
import { UNKNOWN_SITE } from "../caller.js";
import { exceptionText } from "../exceptions.js";
import { mergedFields } from "../formatters/flat-fields.js";

/** Who writes: said once per connection, put on each of its records. */
export interface Origin {
  /** Unique among all writers of all time. */
  writer: string;
  process: number;
  processName: string;
  thread: number;
  threadName: string;
}

/** A record on its way: sequence number, seconds, level, level name, logger, message, fields, error, stack. */
export type WireRecord = [
  sequence: number,
  created: number,
  levelno: number,
  levelname: string,
  name: string,
  message: string,
  fields: Record<string, unknown> | null,
  exception: string | null,
  stack: string | null,
];

/** The record as JSON text of a {@link WireRecord}. What is in it is bounded and made safe here, in the worker. */
export function encodeRecord(record: LogRecord, sequence: number): string {
  const fields = mergedFields(record);
  const exception = record.exc_text ?? (record.exc_info ? exceptionText(record.exc_info) : null);
  const head = JSON.stringify([
    sequence,
    record.created,
    record.levelno,
    record.levelname,
    record.name,
    record.getMessage(),
  ]);
  const tail = JSON.stringify([exception, record.stack_info]);
  const middle = Object.keys(fields).length === 0 ? "null" : valueText(fields);
  return `${head.slice(0, -1)},${middle},${tail.slice(1)}`;
}

/** Whether something that came in can be taken for a record. */
export function isWireRecord(value: unknown): value is WireRecord {
  if (!Array.isArray(value) || value.length !== 9) return false;
  const [sequence, created, levelno, levelname, name, message] = value as unknown[];
  const numbers = [sequence, created, levelno].every((item) => typeof item === "number" && Number.isFinite(item));
  return numbers && [levelname, name, message].every((item) => typeof item === "string");
}

/** A record that was logged in another process or thread; it tells that one's id and name. */
export class RemoteRecord extends LogRecord {
  constructor(wire: WireRecord, origin: Origin) {
    const [, created, levelno, levelname, name, message, fields, exception, stack] = wire;
    super(name, levelno, "", 0, message);
    this.levelname = levelname;
    this.created = created;
    this.fields = typeof fields === "object" && fields !== null ? fields : undefined;
    this.exc_text = exception;
    this.stack_info = stack;
    this.site = UNKNOWN_SITE;
    this.process = origin.process;
    this.processName = origin.processName;
    this.thread = origin.thread;
    this.threadName = origin.threadName;
  }
}
