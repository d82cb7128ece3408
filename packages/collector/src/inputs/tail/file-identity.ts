// Which file a path leads to: device and inode, and the first bytes, which tell a new file from an old one whose
// inode it was given, and a truncated file from one that grew.
import type { BigIntStats } from "node:fs";
import { crc32 } from "node:zlib";

/** CRC-32 of the first `length` bytes of a file. */
export interface Fingerprint {
  length: number;
  crc: number;
}

/** The key under which a file's position is remembered. */
export function fileKey(stats: Pick<BigIntStats, "dev" | "ino">): string {
  return `tail:${stats.dev}:${stats.ino}`;
}

/** The fingerprint of a file that begins with `head`. */
export function fingerprintOf(head: Uint8Array): Fingerprint {
  return { length: head.length, crc: crc32(head) };
}

/** True when a file that begins with `head` can be the one that had the earlier fingerprint. */
export function isSameFile(head: Uint8Array, earlier: Fingerprint): boolean {
  return head.length >= earlier.length && crc32(head.subarray(0, earlier.length)) === earlier.crc;
}
