// A parsed record as the line that a segment holds.
import type { ParsedLine } from "../parsers/parsed-line.js";

/** What a record gets where its line says nothing. */
export interface RecordDefaults {
  service: string;
  host: string;
  dataset: string;
  /** Attributes of every record of the input; a record's own win. */
  attributes?: Readonly<Record<string, string>>;
}

/** Nanoseconds since the epoch, now, with the resolution of the system clock. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** The SegmentRecord of a parsed line as one line of JSON, without a newline. */
export function segmentLine(parsed: ParsedLine, defaults: RecordDefaults, now: bigint): string {
  const line = JSON.stringify({
    time: (parsed.time ?? now).toString(),
    level: parsed.level ?? "",
    severity: parsed.severity ?? 0,
    message: parsed.message,
    service: parsed.service ?? defaults.service,
    host: parsed.host ?? defaults.host,
    logger: parsed.logger ?? "",
    dataset: parsed.dataset ?? defaults.dataset,
    trace_id: parsed.traceId ?? "",
    span_id: parsed.spanId ?? "",
    parse_error: parsed.parseError ?? "",
    attributes: { ...defaults.attributes, ...parsed.attributes },
  });
  return withoutLoneSurrogates(line);
}

/** JSON.stringify writes half a surrogate pair as an escape, which is no text for the engine: replaces it by U+FFFD. */
export function withoutLoneSurrogates(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replaceAll(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, "$1\uFFFD");
}
