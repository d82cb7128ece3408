// A line of a segment as a record that comes out of every store as it went in, so that its hash holds there too.
import { withoutLoneSurrogates } from "../record/segment-line.js";
import type { AuditRecord } from "./canonical.js";
import { withoutReserved } from "./reserved-names.js";

/** A line of a segment that belongs to the chain. */
export interface AuditLine {
  /** With nothing of the chain's in it yet. */
  record: AuditRecord;
  /** Where the processor `route` sends it; no part of the record. */
  route: unknown;
}

/** The times that the engine can hold and print: years 1900 to 2262, in nanoseconds. */
const [timeMin, timeMax] = [-2_208_988_800_000_000_000n, 9_223_372_036_000_000_000n];

/** The record of a line when its dataset is `audit`, nothing when it is another's or no record at all. */
export function readAuditLine(line: string): AuditLine | undefined {
  const fields = parseObject(hasSurrogate.test(line) ? replaceHalves(line) : line);
  if (fields === undefined || fields["dataset"] !== "audit") return undefined;
  const text = (name: string): string => asText(fields[name]);
  const attributes = isObject(fields["attributes"]) ? fields["attributes"] : {};
  const texts = Object.entries(attributes).map(([name, value]) => [name, asText(value)] as const);
  const record: AuditRecord = {
    time: timeOf(text("time")),
    level: text("level"),
    severity: severityOf(fields["severity"]),
    message: text("message"),
    service: text("service"),
    host: text("host"),
    logger: text("logger"),
    dataset: "audit",
    trace_id: text("trace_id"),
    span_id: text("span_id"),
    parse_error: text("parse_error"),
    attributes: withoutReserved(Object.fromEntries(texts)),
  };
  return { record, route: fields["_route"] };
}

/** The line of a sealed record, with a newline; what routes it stands first, as the buffer wants it. */
export function writeAuditLine({ record, route }: AuditLine): string {
  return `${JSON.stringify(route === undefined ? record : { _route: route, ...record })}\n`;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** An escape that may be half of a surrogate pair; a half that stands alone has no bytes in UTF-8. */
const hasSurrogate = /\\u[dD][89a-fA-F]/;

function replaceHalves(line: string): string {
  try {
    return withoutLoneSurrogates(JSON.stringify(JSON.parse(line)));
  } catch {
    return line;
  }
}

function timeOf(text: string): string {
  if (!/^-?\d{1,19}$/.test(text)) return "0";
  const time = BigInt(text);
  if (time < timeMin) return timeMin.toString();
  return (time > timeMax ? timeMax : time).toString();
}

function severityOf(value: unknown): number {
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number <= 255 ? number : 0;
}
