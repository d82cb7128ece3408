// Finds files that were renamed while nobody followed them, or while they were closed: what they gained before that is
// still to be read.
import { open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PositionValue } from "../../buffer/position.js";
import { fingerprintBytesMax, globFilesMax, rotatedLookupsMax } from "../../limits.js";
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

/** The files of a directory by their key. */
async function filesByKey(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory).catch(() => [])).slice(0, globFilesMax);
  const found = new Map<string, string>();
  const queue = names.values();
  const worker = async (): Promise<void> => {
    for (const name of queue) {
      const stats = await stat(join(directory, name), { bigint: true }).catch(() => undefined);
      if (stats?.isFile() === true) found.set(fileKey(stats), join(directory, name));
    }
  };
  await Promise.all(Array.from({ length: rotatedLookupsMax }, worker));
  return found;
}

/** Looks for renamed files; reads each directory once. Make a new one to look again later. */
export class RotatedFiles {
  readonly #directories = new Map<string, Promise<Map<string, string>>>();

  /**
   * Where the file with the key is now, if it was renamed within its directory and holds more than was read of it. Its
   * first bytes must be those that were read, as the inode may have been given to another file.
   */
  async find(key: string, position: PositionValue): Promise<string | undefined> {
    const directory = dirname(String(position["path"] ?? ""));
    const files = this.#directories.get(directory) ?? filesByKey(directory);
    this.#directories.set(directory, files);
    const path = (await files).get(key);
    if (path === undefined || path === position["path"]) return undefined;
    return (await hasMore(path, key, position).catch(() => false)) ? path : undefined;
  }
}
