/** Bounds on rolled-over files beyond their number: bytes in all, and age. */
import { statSync, unlinkSync } from "node:fs";

/** Bounds; undefined is none. */
export interface BackupBounds {
  totalBytesMax: number | undefined;
  ageDaysMax: number | undefined;
}

interface Backup {
  path: string;
  bytes: number;
  modifiedMs: number;
}

/** Deletes rolled-over files, the oldest first, until the bounds hold. Answers what was deleted. */
export function enforceBounds(paths: readonly string[], bounds: BackupBounds, currentBytes: number): string[] {
  const newestFirst = paths
    .flatMap((path) => describeBackup(path))
    .toSorted((one, other) => other.modifiedMs - one.modifiedMs);
  const ageMsMax = (bounds.ageDaysMax ?? Number.POSITIVE_INFINITY) * 86_400_000;
  const bytesMax = bounds.totalBytesMax ?? Number.POSITIVE_INFINITY;
  let total = currentBytes;
  const deleted: string[] = [];
  for (const backup of newestFirst) {
    total += backup.bytes;
    if (total <= bytesMax && Date.now() - backup.modifiedMs <= ageMsMax) continue;
    unlinkSync(backup.path);
    deleted.push(backup.path);
  }
  return deleted;
}

function describeBackup(path: string): Backup[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? [] : [{ path, bytes: stats.size, modifiedMs: stats.mtimeMs }];
}
