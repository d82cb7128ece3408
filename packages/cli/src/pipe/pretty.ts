import type { Row } from "@cordwood/store";
import type { Paint } from "../terminal/paint.js";
import { recordLine } from "../terminal/record-line.js";
import { visible } from "../terminal/visible.js";

const ownFields = new Set(["time", "level", "severity", "message", "service", "host", "logger", "dataset"]);

const severities: Record<string, number> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  warning: 13,
  error: 17,
  critical: 21,
  fatal: 21,
};

/** Lays a line out for the terminal: JSON records field by field, anything else as it is, made harmless. */
export function prettyLine(line: string, paint: Paint): string {
  const record = readRecord(line);
  return record === undefined ? visible(line) : recordLine(record, paint);
}

function readRecord(line: string): Partial<Row> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return toRow(JSON.parse(line) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** Takes Cordwood's own names and those of pino and winston. */
function toRow(fields: Record<string, unknown>): Partial<Row> {
  const level = levelName(fields["level"] ?? fields["severity"]);
  const named = {
    time: timeText(fields["time"] ?? fields["timestamp"] ?? fields["@timestamp"]),
    level,
    severity: severities[level] ?? 0,
    message: text(fields["message"] ?? fields["msg"] ?? ""),
    service: text(fields["service"] ?? ""),
    logger: text(fields["logger"] ?? fields["name"] ?? ""),
  };
  const taken = new Set([...ownFields, "msg", "name", "timestamp", "@timestamp"]);
  const attributes = Object.entries(fields).filter(([name]) => !taken.has(name));
  return { ...named, attributes: Object.fromEntries(attributes.map(([name, value]) => [name, text(value)])) };
}

/** pino's numbers go by tens: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function levelName(level: unknown): string {
  if (typeof level === "number")
    return ["", "trace", "debug", "info", "warning", "error", "critical"][level / 10] ?? "";
  return typeof level === "string" ? level.toLowerCase() : "";
}

function timeText(time: unknown): string {
  if (typeof time === "number" && Math.abs(time) < 8.64e15) return new Date(time).toISOString();
  return typeof time === "string" ? time : "";
}

const text = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
