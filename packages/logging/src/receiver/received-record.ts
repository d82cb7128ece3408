import { LoggingError } from "../errors.js";
import { type LogRecord, makeLogRecord } from "../log-record.js";
import { unpickle } from "./unpickle.js";

const pickleProtocol = 0x80;
const openingBrace = 0x7b;
const numeric: ReadonlySet<string> = new Set([
  "levelno",
  "created",
  "msecs",
  "relativeCreated",
  "lineno",
  "process",
  "thread",
]);
/** Attributes that would reach into objects instead of describing a record. */
const forbidden: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "getMessage",
  "toDict",
  "fields",
  "boundFields",
  "contextFields",
  "site",
]);

/** A body as Python's `makePickle` and this library's socket handlers make it: a pickled dict, or a JSON object. */
export function recordOfBytes(body: Uint8Array): LogRecord {
  const first = body[0];
  if (first === openingBrace) return recordOf(parseJson(Buffer.from(body).toString("utf8")));
  if (first === pickleProtocol || first === 0x7d || first === 0x28) return recordOf(unpickle(body));
  throw new LoggingError("CW_LOGGING_RECEIVED", ["neither a pickle nor JSON"]);
}

/** A form as Python's `HTTPHandler` sends it: every attribute as text. */
export function recordOfForm(form: URLSearchParams): LogRecord {
  const attributes = Object.fromEntries([...form].filter(([, value]) => value !== "None"));
  // The message comes apart from its arguments, which are no longer values but their text: they are left out.
  delete attributes["args"];
  return recordOf(attributes);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoggingError("CW_LOGGING_RECEIVED", ["JSON that cannot be parsed"], { cause: error });
  }
}

function recordOf(value: unknown): LogRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new LoggingError("CW_LOGGING_RECEIVED", ["no dict"]);
  const attributes = Object.entries(value)
    .filter(([name]) => !forbidden.has(name))
    .map(([name, item]) => [name, numeric.has(name) ? numberOf(item) : item] as const);
  const { name, levelno, ...rest } = Object.fromEntries(attributes);
  if (typeof name !== "string" || !Number.isInteger(levelno))
    throw new LoggingError("CW_LOGGING_RECEIVED", ["a dict without name and levelno"]);
  const record = makeLogRecord({ args: [], ...rest, name, levelno });
  if (!Array.isArray(record.args)) record.args = [];
  return record;
}

function numberOf(value: unknown): unknown {
  if (typeof value === "bigint" || (typeof value === "string" && value !== "")) return Number(value);
  return value;
}
