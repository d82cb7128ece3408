// What every parser answers, and what it is told.
import type { Zone } from "../timestamps/zone.js";

/** What a parser found in one line (or one group of lines). A field that the line does not have is absent. */
export interface ParsedLine {
  /** Nanoseconds since the epoch. */
  time?: bigint;
  /** Lower-case level name: trace, debug, info, warning, error, critical, or a custom name. */
  level?: string;
  /** OpenTelemetry SeverityNumber, 1 to 24; present whenever `level` is. */
  severity?: number;
  message: string;
  logger?: string;
  service?: string;
  host?: string;
  dataset?: string;
  /** 32 lower-case hex digits. */
  traceId?: string;
  /** 16 lower-case hex digits. */
  spanId?: string;
  /** Flattened with dots; every value as text. */
  attributes?: Record<string, string>;
  /** Why the line, or a part of it, was not understood; `message` then holds the whole line. */
  parseError?: string;
}

/** What a parser cannot know from the line itself. */
export interface ParseContext {
  /** Nanoseconds since the epoch: decides the year of a timestamp that has none. */
  now: bigint;
  /** The zone of timestamps that name none. */
  zone: Zone;
}

/** Reads the records of one stream. */
export interface RecordParser {
  readonly name: string;
  /** Parses a line, or several joined by newlines. Never throws, and answers for every text. */
  parse(text: string, context: ParseContext): ParsedLine;
}

/** Understands one format. */
export interface LineParser {
  readonly name: string;
  /** Answers `undefined` when the line is not in this parser's format. Never throws. */
  parse(line: string, context: ParseContext): ParsedLine | undefined;
}
