import { hostname } from "node:os";
import { errorOf } from "../exceptions.js";
import type { Fields } from "../fields.js";
import { hasAny } from "../fields.js";
import { quoted } from "../json-text.js";
import { severityOf } from "../levels.js";
import { FIELD_NAMES_CACHED_MAX, LINE_LENGTH_MAX_DEFAULT } from "../limits.js";
import { extraFieldsOf, type LogRecord } from "../log-record.js";
import { valueText } from "../value-text.js";
import { plainDataText } from "../plain-data.js";
import { isoTime } from "./iso-time.js";

/** What every line of a {@link JsonFormatter} says of its sender. */
export interface JsonFormatterOptions {
  /** Name of the service; left out of the line when empty. @default "" */
  service?: string;
  /** Name of the host; left out of the line when empty. @default the machine's name */
  host?: string;
  /** `diagnostic`, `audit` or a name of one's own; left out of the line when empty. @default "" */
  dataset?: string;
  /**
   * Characters of one line. Of a record that would be longer the fields are left out and the message is cut;
   * `truncated` then says how long the line would have been. @default 1048576
   */
  lengthMax?: number;
}

/** Names the line uses itself. A field of such a name is written as `field.NAME`. */
const LINE_NAMES: readonly string[] = ["time", "level", "severity", "logger", "message", "exception"];

/** With more fields than this, writing them by `JSON.stringify` is faster (measured, Node 20). */
const FIELDS_WRITTEN_ONE_BY_ONE_MAX = 8;

/** Room for what says that a line was cut. */
const TRUNCATION_LENGTH = 40;

/** What comes before the message in the lines of one logger at one level. */
interface Head {
  readonly name: string;
  readonly levelno: number;
  readonly levelname: string;
  readonly text: string;
}

const NO_HEAD: Head = { name: "\0", levelno: -1, levelname: "", text: "" };

/**
 * One record as one line of JSON, in the flat shape that the collector takes as it is: `time`, `level`, `severity`,
 * the sender, `logger`, `message`, then the fields under their own names, then `exception`. No name comes twice.
 */
export class JsonFormatter {
  readonly sharesText: boolean = true;
  readonly #sender: ReadonlyMap<string, string>;
  readonly #senderNames: readonly string[];
  readonly #senderText: string;
  readonly #lengthMax: number;
  readonly #nameTexts = new Map<string, string>();
  #head: Head = NO_HEAD;
  readonly #bound = (fields: Fields): string => this.#fieldsText(fields);

  constructor(options: JsonFormatterOptions = {}) {
    const { service = "", host = hostname(), dataset = "", lengthMax = LINE_LENGTH_MAX_DEFAULT } = options;
    this.#lengthMax = lengthMax;
    this.#sender = new Map(Object.entries({ service, host, dataset }).filter(([, value]) => value !== ""));
    this.#senderNames = [...this.#sender.keys()];
    this.#senderText = this.#senderWithout(new Set());
    for (const name of LINE_NAMES) this.#nameTexts.set(name, `,"field.${name}":`);
  }

  format(record: LogRecord): string {
    const line = this.#line(record);
    return line.length > this.#lengthMax ? this.#truncated(record, line.length) : line;
  }

  #line(record: LogRecord): string {
    const { fields, boundFields: bound, contextFields: context } = record;
    const extra = extraFieldsOf(record);
    if (extra !== undefined || this.#clash(record)) return this.#merged(record, extra);
    const head = this.#headOf(record);
    let line = `{"time":"${isoTime(Math.round(record.created * 1000))}"${head}${quoted(record.getMessage())}`;
    if (context !== undefined) line += context.textFor(this, this.#bound);
    if (bound !== undefined) line += bound.textFor(this, this.#bound);
    if (fields !== undefined) line += this.#fieldsText(fields, record.exc_info);
    return record.exc_info || record.exc_text ? `${line}${exceptionPart(record)}}` : `${line}}`;
  }

  #truncated(record: LogRecord, length: number): string {
    const time = isoTime(Math.round(record.created * 1000));
    const start = `{"time":"${time}"${this.#headOf(record)}`;
    // a character takes up to six in JSON text
    const room = Math.max(0, Math.floor((this.#lengthMax - start.length - TRUNCATION_LENGTH) / 6));
    return `${start}${quoted(record.getMessage().slice(0, room))},"truncated":${length}}`;
  }

  #headOf(record: LogRecord): string {
    const head = this.#head;
    if (head.name === record.name && head.levelno === record.levelno && head.levelname === record.levelname) {
      return head.text;
    }
    return this.#newHead(record, this.#senderText);
  }

  #newHead({ name, levelno, levelname }: LogRecord, sender: string): string {
    const text = `${levelPart(levelno, levelname)}${sender},"logger":${quoted(name)},"message":`;
    this.#head = { name, levelno, levelname, text };
    return text;
  }

  #senderWithout(names: ReadonlySet<string>): string {
    return [...this.#sender]
      .filter(([name]) => !names.has(name))
      .map(([name, value]) => `,"${name}":${quoted(value)}`)
      .join("");
  }

  /** Whether two of the sources have a name in common, so that they must be merged before they are written. */
  #clash({ fields, boundFields: bound, contextFields: context }: LogRecord): boolean {
    if (fields !== undefined) {
      if (hasAny(fields, this.#senderNames)) return true;
      if (bound !== undefined && hasAny(fields, bound.names)) return true;
      if (context !== undefined && hasAny(fields, context.names)) return true;
    }
    return bound !== undefined && context !== undefined && hasAny(context.fields, bound.names);
  }

  #merged(record: LogRecord, extra: Fields | undefined): string {
    const fields: Fields = {
      ...record.contextFields?.fields,
      ...record.boundFields?.fields,
      ...record.fields,
      ...extra,
    };
    const sender = this.#senderWithout(new Set(Object.keys(fields)));
    const head = `${levelPart(record.levelno, record.levelname)}${sender},"logger":${quoted(record.name)}`;
    const time = isoTime(Math.round(record.created * 1000));
    const line = `{"time":"${time}"${head},"message":${quoted(record.getMessage())}`;
    return `${line}${this.#fieldsText(fields, record.exc_info)}${exceptionPart(record)}}`;
  }

  #fieldsText(fields: Fields, error?: unknown): string {
    const names = Object.keys(fields);
    if (names.length > FIELDS_WRITTEN_ONE_BY_ONE_MAX && !hasAny(fields, LINE_NAMES)) {
      const plain = plainDataText(fields);
      if (plain !== undefined) return plain === "{}" ? "" : `,${plain.slice(1, -1)}`;
    }
    let text = "";
    for (const name of names) {
      const value = read(fields, name);
      if (value !== undefined && (value !== error || error === null)) text += this.#nameText(name) + fieldValue(value);
    }
    return text;
  }

  #nameText(name: string): string {
    const known = this.#nameTexts.get(name);
    if (known !== undefined) return known;
    const text = `,${quoted(name)}:`;
    if (this.#nameTexts.size < FIELD_NAMES_CACHED_MAX) this.#nameTexts.set(name, text);
    return text;
  }
}

function levelPart(levelno: number, levelname: string): string {
  return `,"level":${quoted(levelname.toLowerCase())},"severity":${severityOf(levelno)}`;
}

function read(fields: Fields, name: string): unknown {
  try {
    return fields[name];
  } catch {
    return "[Unreadable]";
  }
}

function fieldValue(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return valueText(value);
}

function exceptionPart(record: LogRecord): string {
  if (record.exc_info) return `,"exception":${valueText(errorOf(record.exc_info))}`;
  return record.exc_text ? `,"exception":{"stacktrace":${quoted(record.exc_text)}}` : "";
}
