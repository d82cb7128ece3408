// Consecutive lines of a segment that go to a target in one request.
import { open, type FileHandle } from "node:fs/promises";
import type { SegmentRecord } from "@cordwood/store";

/** Some lines of a segment, with the number of the first. */
export class LineBatch {
  /** Number of the first line in the segment, from 0. */
  readonly first: number;
  /** The lines, each with its newline. */
  readonly data: Buffer;
  /** How many lines. */
  readonly count: number;

  constructor(first: number, data: Buffer, count: number) {
    this.first = first;
    this.data = data;
    this.count = count;
  }

  /** The lines without their newlines. */
  lines(): Buffer[] {
    const lines: Buffer[] = [];
    for (let at = 0; at < this.data.length;) {
      const end = endOfLine(this.data, at);
      lines.push(this.data.subarray(at, end));
      at = end + 1;
    }
    return lines;
  }

  /** The lines as records, in order. */
  records(): SegmentRecord[] {
    return this.lines().map((line) => JSON.parse(line.toString("utf8")) as SegmentRecord);
  }

  /** The first and the second half of the lines; of a single line the second is empty. */
  halves(): [LineBatch, LineBatch] {
    const count = Math.ceil(this.count / 2);
    let at = 0;
    for (let line = 0; line < count; line += 1) at = Math.min(endOfLine(this.data, at) + 1, this.data.length);
    return [
      new LineBatch(this.first, this.data.subarray(0, at), count),
      new LineBatch(this.first + count, this.data.subarray(at), this.count - count),
    ];
  }
}

function endOfLine(data: Buffer, from: number): number {
  const end = data.indexOf(10, from);
  return end === -1 ? data.length : end;
}

/** Bounds of one batch; a single line may be longer than `bytesMax`. */
export interface BatchBounds {
  recordsMax: number;
  bytesMax: number;
}

/** Reads a segment's file in batches, from line `from` on. The bounds alone say where one ends, so a repeat has the same. */
export async function* readBatches(path: string, bounds: BatchBounds, from = 0): AsyncGenerator<LineBatch> {
  const handle = await open(path, "r");
  try {
    let line = 0;
    for await (const batch of cut(handle, bounds)) {
      const first = line;
      line += batch.count;
      if (line > from) yield first >= from ? new LineBatch(first, batch.data, batch.count) : tail(batch, first, from);
    }
  } finally {
    await handle.close();
  }
}

interface Cut {
  data: Buffer;
  count: number;
}

// A repeat may begin within a batch that was halved before.
function tail({ data, count }: Cut, first: number, from: number): LineBatch {
  let at = 0;
  for (let line = first; line < from; line += 1) at = endOfLine(data, at) + 1;
  return new LineBatch(from, data.subarray(at), first + count - from);
}

async function* cut(handle: FileHandle, bounds: BatchBounds): AsyncGenerator<Cut> {
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(bounds.bytesMax);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length);
    rest = rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    for (;;) {
      const next = firstLines(rest, bounds, bytesRead === 0);
      if (next === undefined) break;
      rest = rest.subarray(next.data.length);
      yield next;
    }
    if (bytesRead === 0) return;
  }
}

// Undefined when more must be read to know where the batch ends.
function firstLines(data: Buffer, { recordsMax, bytesMax }: BatchBounds, isAll: boolean): Cut | undefined {
  let count = 0;
  let at = 0;
  while (count < recordsMax && at < data.length) {
    const newline = data.indexOf(10, at);
    if (newline === -1 && !isAll) return undefined;
    const end = newline === -1 ? data.length : newline + 1;
    if (count > 0 && end > bytesMax) break;
    at = end;
    count += 1;
  }
  if (count === 0) return undefined;
  const isFull = count === recordsMax || at >= bytesMax || at < data.length;
  return isFull || isAll ? { data: data.subarray(0, at), count } : undefined;
}
