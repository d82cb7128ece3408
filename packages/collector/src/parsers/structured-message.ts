// Messages that are objects in text: programs that log JSON or logfmt through syslog, docker or an agent.
import { parseObject } from "./json.js";
import { parseLogfmt } from "./logfmt.js";
import { normaliseObject } from "./normalise.js";
import type { ParseContext, ParsedLine, RecordParser } from "./parsed-line.js";

/** The cookie of CEE-enhanced syslog (rsyslog's mmjsonparse) before a JSON object. */
const cookie = /^@cee: ?/;
const logfmtStart = /^(?:time|ts|t|level|lvl|msg|at|logger)=/;

function objectOf(message: string): Record<string, unknown> | undefined {
  const text = message.startsWith("@cee:") ? message.replace(cookie, "") : message;
  if (text.startsWith("{") && text.endsWith("}")) return parseObject(text);
  return logfmtStart.test(text) ? parseLogfmt(text) : undefined;
}

/**
 * Takes a message apart that is a JSON object or logfmt. What it says of time, level and logger wins, because the
 * program knows better than what carried the line; host and service are the carrier's.
 */
export function parseStructured(record: ParsedLine, context: ParseContext): ParsedLine {
  const object = objectOf(record.message);
  if (object === undefined) return record;
  const found = normaliseObject(object, context, record.message);
  const merged: ParsedLine = { ...record, ...found };
  if (record.host !== undefined) merged.host = record.host;
  if (record.service !== undefined) merged.service = record.service;
  if (record.logger !== undefined && found.logger !== undefined && record.service === undefined) {
    merged.service = found.service ?? record.logger;
  }
  merged.attributes = { ...record.attributes, ...found.attributes };
  return merged;
}

/** A parser whose records' messages are looked into. */
export function withStructuredMessages(parser: RecordParser): RecordParser {
  return { name: parser.name, parse: (text, context) => parseStructured(parser.parse(text, context), context) };
}
