import { hostname } from "node:os";
import { errorOf } from "../exceptions.js";
import { severityOf } from "../levels.js";
import { extraKeysOf, type LogRecord } from "../log-record.js";
import { stringText, valueText } from "../value-text.js";

/** What every line of a {@link JsonFormatter} says of its sender. */
export interface JsonFormatterOptions {
  /** Name of the service; left out of the line when empty. @default "" */
  service?: string;
  /** Name of the host; left out of the line when empty. @default the machine's name */
  host?: string;
  /** `diagnostic`, `audit` or a name of one's own; left out of the line when empty. @default "" */
  dataset?: string;
}

/** One record as one line of JSON, in the flat shape that the collector takes as it is. */
export class JsonFormatter {
  readonly #sender: string;

  constructor({ service = "", host = hostname(), dataset = "" }: JsonFormatterOptions = {}) {
    this.#sender = Object.entries({ service, host, dataset })
      .filter(([, value]) => value !== "")
      .map(([key, value]) => `,"${key}":${stringText(value)}`)
      .join("");
  }

  format(record: LogRecord): string {
    const level = `"level":${stringText(record.levelname.toLowerCase())},"severity":${severityOf(record.levelno)}`;
    const time = new Date(record.created * 1000).toISOString();
    let line = `{"time":"${time}",${level}${this.#sender},"logger":${stringText(record.name)}`;
    line += `,"message":${stringText(record.getMessage())}`;
    const values = { ...record.context?.fields, ...record.bound?.fields, ...record.fields };
    for (const key of extraKeysOf(record)) Object.assign(values, { [key]: record[key] });
    for (const [key, value] of Object.entries(values)) {
      if (value !== undefined) line += `,${stringText(RESERVED.has(key) ? `field.${key}` : key)}:${valueText(value)}`;
    }
    if (record.exc_info) line += `,"exception":${valueText(errorOf(record.exc_info))}`;
    else if (record.exc_text) line += `,"exception.stacktrace":${stringText(record.exc_text)}`;
    return `${line}}`;
  }
}

const RESERVED: ReadonlySet<string> = new Set(["time", "level", "severity", "logger", "message", "exception"]);
