import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of all files below a directory. */
export function directoryBytes(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    bytes += entry.isDirectory() ? directoryBytes(path) : sizeOf(path);
  }
  return bytes;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // merged away in the meantime
  }
}

/** The middle of the times that `work` takes, in milliseconds, after one run that warms up. */
export async function medianMs(repeats: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < repeats; run += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(repeats / 2)] ?? 0;
}

/** Runs `work` on every item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Waits until the CPU seconds that `read` gives stand still for two seconds; gives them. */
export async function settle(read: () => number, waitMsMax = 120_000): Promise<number> {
  const end = Date.now() + waitMsMax;
  let before = read();
  while (Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const now = read();
    if (now - before < 0.1) return now;
    before = now;
  }
  return before;
}

/** Bytes of a column or an index on disk, compressed. */
export interface StoredBytes {
  name: string;
  bytes: number;
}

/** What one contender needed. */
export interface Outcome {
  rows: number;
  /** Of the segments as they were written. */
  rawBytes: number;
  rowsPerSecond: number;
  cpuSeconds: number;
  cpuSecondsSettled: number;
  diskBytes: number;
  /** Greatest memory of the process while it inserted. */
  memoryBytes: number;
  /** And to the end of the queries. */
  memoryBytesQueries: number;
  /** What the records lie in, largest first; empty where that is not known. */
  stored: StoredBytes[];
  queries: Map<string, number>;
}
