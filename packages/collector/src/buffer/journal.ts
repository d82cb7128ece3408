// The journal beside a segment: one frame per append, written after the data it describes.
// Byte layout: docs/reference/collector/buffer.md.
import { crc32 } from "node:zlib";
import { CollectorError } from "../errors.js";
import { framePositionsBytesMax } from "../limits.js";
import type { PositionUpdate } from "./position.js";

/** Version of the journal and segment format. */
export const journalVersion = 1;
/** Length of the journal's header in bytes. */
export const journalHeaderBytes = 16;

const magic = 0x4c4a5743; // "CWJL"
const frameMagic = 0x46_4a_57_43; // "CWJF"
const frameMagicBytes = Buffer.from("CWJF");
const frameHeaderBytes = 40;
const frameCrcAt = 36;

/** One committed append. */
export interface Frame {
  /** Counts appends over the life of the buffer; a checkpoint says up to which it holds. */
  sequence: number;
  /** Where the data starts in the segment. */
  offset: number;
  /** Length of the data in bytes. */
  length: number;
  /** Lines in the data. */
  records: number;
  /** CRC-32 of the data. */
  dataCrc: number;
  positions: readonly PositionUpdate[];
}

/** The first bytes of a journal. */
export function encodeJournalHeader(chunk: string): Buffer {
  const header = Buffer.alloc(journalHeaderBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(journalVersion, 4);
  header.writeBigUInt64LE(BigInt(chunk), 8);
  return header;
}

/**
 * True when `bytes` start with the header of this chunk's journal.
 * @throws CollectorError `CW_COLLECTOR_BUFFER_VERSION` when a newer release wrote it.
 */
export function checkJournalHeader(bytes: Buffer, chunk: string, path: string): boolean {
  if (bytes.length < journalHeaderBytes || bytes.readUInt32LE(0) !== magic) return false;
  const found = bytes.readUInt32LE(4);
  if (found !== journalVersion) {
    throw new CollectorError("CW_COLLECTOR_BUFFER_VERSION", { path, found, known: journalVersion });
  }
  return bytes.readBigUInt64LE(8) === BigInt(chunk);
}

/** A frame as bytes. */
export function encodeFrame(frame: Frame): Buffer {
  const positions = frame.positions.length === 0 ? "" : JSON.stringify(frame.positions);
  const positionsBytes = Buffer.byteLength(positions);
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + positionsBytes);
  bytes.writeUInt32LE(frameMagic, 0);
  bytes.writeUInt32LE(positionsBytes, 4);
  bytes.writeBigUInt64LE(BigInt(frame.sequence), 8);
  bytes.writeBigUInt64LE(BigInt(frame.offset), 16);
  bytes.writeUInt32LE(frame.length, 24);
  bytes.writeUInt32LE(frame.records, 28);
  bytes.writeUInt32LE(frame.dataCrc, 32);
  bytes.write(positions, frameHeaderBytes);
  bytes.writeUInt32LE(frameCrc(bytes), frameCrcAt);
  return bytes;
}

/** Reads the frame at `at`, or nothing when the bytes there are not a whole and valid frame. */
export function decodeFrame(bytes: Buffer, at: number): { frame: Frame; end: number } | undefined {
  if (bytes.length - at < frameHeaderBytes || bytes.readUInt32LE(at) !== frameMagic) return undefined;
  const positionsBytes = bytes.readUInt32LE(at + 4);
  const end = at + frameHeaderBytes + positionsBytes;
  if (positionsBytes > framePositionsBytesMax || end > bytes.length) return undefined;
  const own = bytes.subarray(at, end);
  if (own.readUInt32LE(frameCrcAt) !== frameCrc(own)) return undefined;
  return { frame: frameOf(own), end };
}

/** What a journal holds. */
export interface JournalContent {
  frames: Frame[];
  /** There are bytes before or between the frames that are none: damage, while what follows the last was torn off. */
  gaps: boolean;
}

/** The valid frames of a journal from `start` on. */
export function decodeJournal(bytes: Buffer, start: number = journalHeaderBytes): JournalContent {
  const frames: Frame[] = [];
  let gaps = false;
  let end = start;
  for (let at = start; at !== -1;) {
    const next = decodeFrame(bytes, at);
    if (next === undefined) {
      at = bytes.indexOf(frameMagicBytes, at + 1);
      continue;
    }
    gaps ||= at !== end;
    frames.push(next.frame);
    at = end = next.end;
  }
  return { frames, gaps };
}

function frameCrc(frame: Buffer): number {
  return crc32(frame.subarray(frameHeaderBytes), crc32(frame.subarray(0, frameCrcAt)));
}

function frameOf(bytes: Buffer): Frame {
  const positions = bytes.toString("utf8", frameHeaderBytes);
  return {
    sequence: Number(bytes.readBigUInt64LE(8)),
    offset: Number(bytes.readBigUInt64LE(16)),
    length: bytes.readUInt32LE(24),
    records: bytes.readUInt32LE(28),
    dataCrc: bytes.readUInt32LE(32),
    positions: positions === "" ? [] : (JSON.parse(positions) as PositionUpdate[]),
  };
}
