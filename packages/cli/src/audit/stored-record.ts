import type { AuditRecord } from "@cordwood/collector/audit";
import type { StoredRecord } from "./audit-source.js";

/** Reads a line of an export in NDJSON. */
export function readStored(line: string): StoredRecord {
  const row = JSON.parse(line) as Omit<AuditRecord, "severity"> & { id?: string; severity: number | string };
  const { id = "", time, level, severity, message, service, host, logger, dataset } = row;
  const { trace_id, span_id, parse_error, attributes } = row;
  const plain = { level, severity: Number(severity), message, service, host, logger, dataset };
  return {
    id,
    record: { time: nanosecondsOf(time), ...plain, trace_id, span_id, parse_error, attributes },
  };
}

const iso = /^(.{10}T\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** `2026-01-31T12:00:00.000000001Z` in nanoseconds since the epoch. Any other text stays as it is: its hash is wrong. */
export function nanosecondsOf(time: string): string {
  const [, seconds, fraction = ""] = iso.exec(time) ?? [];
  const ms = Date.parse(`${seconds ?? ""}Z`);
  if (Number.isNaN(ms)) return time;
  return (BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"))).toString();
}

/** When the chunk of a record was made, milliseconds since the epoch: nearer to its arrival than its own time. */
export function arrivalMs({ id }: Pick<StoredRecord, "id">): number | undefined {
  return /^[0-9a-f]{24}$/.test(id) ? Number(BigInt(`0x${id.slice(0, 16)}`) >> 20n) : undefined;
}
