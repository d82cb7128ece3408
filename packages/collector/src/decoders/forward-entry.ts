// One entry of a forward message: `[time, record]` or, from Fluent Bit 5, `[[time, {metadata}], record]`.
import { nanosecondsOfEpoch } from "../timestamps/epoch.js";
import { toNanoseconds } from "../timestamps/moment.js";
import { Extension } from "./msgpack.js";

/** A record that arrived over the forward protocol. */
export interface ForwardEntry {
  /** Nanoseconds since the epoch; absent when the sender's time is none. */
  time?: bigint;
  record: Record<string, unknown>;
  /** What Fluent Bit knows beside the record. */
  metadata?: Record<string, unknown>;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Extension) &&
    !Buffer.isBuffer(value)
  );
}

/** The forward protocol's time: whole seconds, EventTime (extension 0: seconds and nanoseconds), or a float. */
export function forwardTime(value: unknown): bigint | undefined {
  if (value instanceof Extension) {
    if (value.type !== 0 || value.data.length !== 8) return undefined;
    return toNanoseconds(value.data.readUInt32BE(0), value.data.readUInt32BE(4));
  }
  if (typeof value === "number" && Number.isFinite(value)) return nanosecondsOfEpoch(String(value));
  return typeof value === "bigint" ? nanosecondsOfEpoch(value.toString()) : undefined;
}

/** The entry of a time and a record, or `undefined` when the record is no map. */
export function makeForwardEntry(time: unknown, record: unknown): ForwardEntry | undefined {
  if (!isMap(record)) return undefined;
  const [plain, metadata] = Array.isArray(time) ? (time as unknown[]) : [time];
  const entry: ForwardEntry = { record };
  const found = forwardTime(plain);
  if (found !== undefined) entry.time = found;
  if (isMap(metadata) && Object.keys(metadata).length > 0) entry.metadata = metadata;
  return entry;
}

/** The entry that a MessagePack value is, or `undefined` when it is none. */
export function forwardEntryOf(value: unknown): ForwardEntry | undefined {
  return Array.isArray(value) && value.length === 2 ? makeForwardEntry(value[0], value[1]) : undefined;
}
