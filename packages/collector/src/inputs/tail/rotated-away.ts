// Finds files that were renamed while nobody followed them: what they gained before that is still to be read.
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { PositionValue } from "../../buffer/position.js";
import { fingerprintBytesMax, globFilesMax } from "../../limits.js";
import { fileKey, isSameFile } from "./file-identity.js";

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const head = Buffer.allocUnsafe(fingerprintBytesMax);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whether the file at `path` is the one with the key, holds what was read of it, and more. */
async function hasMore(path: string, key: string, position: PositionValue): Promise<boolean> {
  const stats = await stat(path, { bigint: true });
  if (!stats.isFile() || fileKey(stats) !== key || stats.size <= BigInt(position["offset"] ?? 0)) return false;
  const length = Number(position["fingerprintBytes"] ?? 0);
  return length > 0 && isSameFile(await headOf(path), { length, crc: Number(position["fingerprintCrc"] ?? 0) });
}

/**
 * Where the file with the key is now, if it was renamed within its directory to a name that begins like its old one
 * (`a.log` to `a.log.1`) and holds more than was read of it. Its first bytes must be those that were read, as the
 * inode may have been given to another file.
 */
export async function findRotated(key: string, position: PositionValue): Promise<string | undefined> {
  const path = String(position["path"] ?? "");
  const stem = basename(path, extname(path));
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names.slice(0, globFilesMax)) {
    const other = join(dirname(path), name);
    if (!name.startsWith(stem) || other === path) continue;
    if (await hasMore(other, key, position).catch(() => false)) return other;
  }
  return undefined;
}
