// Messages of the forward protocol, version 1 (https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1)
// in all four modes: Message, Forward, PackedForward and CompressedPackedForward.
import { gunzipSync } from "node:zlib";
import { reasonOf } from "../../errors.js";
import { forwardMessageBytesMax } from "../../limits.js";
import { MessagePackReader, type Extension } from "./message-pack.js";

/** One record with its time. */
export interface ForwardEntry {
  /** Nanoseconds since the epoch; nothing when the sender's time is none. */
  time: bigint | undefined;
  record: Record<string, unknown>;
}

/** What a sender sent at once. */
export interface ForwardMessage {
  tag: string;
  entries: ForwardEntry[];
  /** What the acknowledgement has to name; nothing when the sender wants none. */
  chunk: string | undefined;
}

/** The message is not what the protocol allows. */
export class ForwardProtocolError extends Error {
  override readonly name = "ForwardProtocolError";
}

/** Understands a decoded message. @throws ForwardProtocolError */
export function forwardMessage(value: unknown): ForwardMessage {
  if (!Array.isArray(value) || value.length < 2)
    throw new ForwardProtocolError("a message is an array of a tag and entries");
  const [tag, second] = value as unknown[];
  const packed = Array.isArray(second) || Buffer.isBuffer(second) || typeof second === "string";
  const option = membersOf((value as unknown[])[packed ? 2 : 3]);
  return {
    tag: textOf(tag),
    entries: packed ? entriesOf(second, option) : [entryOf(second, (value as unknown[])[2])],
    chunk: option["chunk"] === undefined ? undefined : textOf(option["chunk"]),
  };
}

function entriesOf(value: unknown, option: Record<string, unknown>): ForwardEntry[] {
  if (Array.isArray(value)) return value.map((entry) => pairOf(entry));
  const bytes = typeof value === "string" ? Buffer.from(value, "latin1") : (value as Buffer);
  const reader = new MessagePackReader(option["compressed"] === "gzip" ? unzip(bytes) : bytes);
  const entries: ForwardEntry[] = [];
  while (!reader.atEnd) entries.push(pairOf(reader.read()));
  return entries;
}

// Several gzip members may follow each other; zlib reads them all.
function unzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: forwardMessageBytesMax });
  } catch (error) {
    throw new ForwardProtocolError(`cannot decompress entries: ${reasonOf(error)}`, { cause: error });
  }
}

// Fluent Bit 5 sends [[time, metadata], record].
function pairOf(entry: unknown): ForwardEntry {
  if (!Array.isArray(entry) || entry.length < 2)
    throw new ForwardProtocolError("an entry is an array of time and record");
  const [time, record] = entry as unknown[];
  return entryOf(Array.isArray(time) ? time[0] : time, record);
}

function entryOf(time: unknown, record: unknown): ForwardEntry {
  if (typeof record !== "object" || record === null || Array.isArray(record) || Buffer.isBuffer(record)) {
    throw new ForwardProtocolError("a record is a map");
  }
  return { time: timeOf(time), record: record as Record<string, unknown> };
}

const billion = 1_000_000_000n;

function timeOf(value: unknown): bigint | undefined {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) {
    return BigInt(Math.floor(value)) * billion + BigInt(Math.round((value % 1) * 1e9));
  }
  const extension = value as Extension | undefined;
  if (typeof value !== "object" || value === null || extension?.type !== 0 || extension.data.length !== 8)
    return undefined;
  return BigInt(extension.data.readUInt32BE(0)) * billion + BigInt(extension.data.readUInt32BE(4));
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString("utf8");
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new ForwardProtocolError("a tag or chunk is a text");
}
