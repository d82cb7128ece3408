// Which file a path leads to: device and inode, and the first bytes, which tell a new file from an old one whose
// inode it was given, and a truncated file from one that grew.
import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { fingerprintBytesMax } from "../../limits.js";

/** CRC-32 of the first `length` bytes of a file. */
export interface Fingerprint {
  length: number;
  crc: number;
}

/** The key under which a file's position is remembered. */
export function fileKey(stats: Pick<Stats, "dev" | "ino">): string {
  return `tail:${stats.dev}:${stats.ino}`;
}

/** Reads the fingerprint of an open file from its first bytes, at most `lengthMax`. */
export async function readFingerprint(
  handle: FileHandle,
  lengthMax: number = fingerprintBytesMax,
): Promise<Fingerprint> {
  const bytes = Buffer.allocUnsafe(Math.min(lengthMax, fingerprintBytesMax));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  return { length: bytesRead, crc: crc32(bytes.subarray(0, bytesRead)) };
}

/** True when the file still begins with the bytes of an earlier fingerprint. */
export async function beginsWith(handle: FileHandle, earlier: Fingerprint): Promise<boolean> {
  const now = await readFingerprint(handle, earlier.length);
  return now.length === earlier.length && now.crc === earlier.crc;
}
