// Senders that only carry lines (Loki's agents, Fluentd with `log`) leave the format to the receiver.
import type { AutoParser } from "./auto.js";
import type { ParseContext, ParsedLine } from "./parsed-line.js";

/**
 * Parses the message of a record that came without a level, and adds what it finds. What the record says itself wins;
 * a message in no known format stays as it is, without an error.
 */
export function parseMessage(record: ParsedLine, parser: AutoParser, context: ParseContext): ParsedLine {
  if (record.level !== undefined) return record;
  const found = parser.parse(record.message, context);
  if (found.parseError !== undefined) return record;
  const merged: ParsedLine = { ...found, ...record, message: found.message };
  if (found.attributes !== undefined) merged.attributes = { ...found.attributes, ...record.attributes };
  return merged;
}
