// What of a segment is whole. Appends that a crash tore off at the end were never acknowledged and are cut; appends that
// are damaged in the middle were, so they are set aside and the whole ones around them are kept.
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { syncDirectory, writeDurably } from "./durable-file.js";
import { encodeFrame, encodeJournalHeader, type Frame } from "./journal.js";
import { dataPath, journalPath } from "./segment-file.js";

/** What of a segment's data the frames of its journal vouch for. */
export interface Salvaged {
  /** Frames whose data is whole, in order. */
  whole: Frame[];
  /** Data between them that no whole frame vouches for. */
  damaged: Buffer[];
  /** Data after the last of them that was written completely and is wrong all the same: no crash of a process does that. */
  wrongTail: Buffer | undefined;
  /** Where the last whole frame's data ends. */
  end: number;
}

/** Compares the data of a segment with its frames. */
export function salvage(data: Buffer, frames: readonly Frame[]): Salvaged {
  const whole: Frame[] = [];
  const damaged: Buffer[] = [];
  let end = 0;
  for (const frame of frames) {
    if (frame.offset < end || !isWhole(data, frame)) continue;
    if (frame.offset > end) damaged.push(data.subarray(end, frame.offset));
    whole.push(frame);
    end = frame.offset + frame.length;
  }
  const last = frames.at(-1);
  const complete = last !== undefined && last !== whole.at(-1) && last.offset + last.length <= data.length;
  return { whole, damaged, wrongTail: complete ? data.subarray(end) : undefined, end };
}

function isWhole(data: Buffer, { offset, length, dataCrc }: Frame): boolean {
  return offset + length <= data.length && crc32(data.subarray(offset, offset + length)) === dataCrc;
}

/** Keeps damaged data in a file beside the segment and answers its path. */
export async function setDamageAside(directory: string, chunk: string, parts: readonly Buffer[]): Promise<string> {
  const path = join(directory, `${chunk}.damaged.orphan`);
  await writeDurably(path, Buffer.concat(parts));
  return path;
}

/**
 * Writes a segment anew with only its whole frames, and answers its new length and that of its journal. The journal is
 * replaced first: {@link finishRewrites} completes what a crash between the two leaves.
 */
export async function rewrite(
  directory: string,
  chunk: string,
  data: Buffer,
  whole: readonly Frame[],
): Promise<{ bytes: number; journalBytes: number }> {
  const parts = whole.map(({ offset, length }) => data.subarray(offset, offset + length));
  let offset = 0;
  const moved = whole.map((frame) => {
    const at = offset;
    offset += frame.length;
    return encodeFrame({ ...frame, offset: at });
  });
  const journal = Buffer.concat([encodeJournalHeader(chunk), ...moved]);
  const [dataFile, journalFile] = [dataPath(directory, chunk), journalPath(directory, chunk)];
  await writeDurably(`${dataFile}.new`, Buffer.concat(parts));
  await writeDurably(`${journalFile}.new`, journal);
  await rename(`${journalFile}.new`, journalFile);
  await rename(`${dataFile}.new`, dataFile);
  await syncDirectory(directory);
  return { bytes: offset, journalBytes: journal.length };
}

/** Completes or takes back what a crash during {@link rewrite} left. `names` are the files of the directory. */
export async function finishRewrites(directory: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((each) => /^\d+\.ndjson\.new$/.test(each))) {
    const chunk = name.slice(0, name.indexOf("."));
    const isBegun = names.includes(`${chunk}.journal.new`);
    if (isBegun) await rm(join(directory, name));
    else await rename(join(directory, name), dataPath(directory, chunk));
  }
  for (const name of names.filter((each) => each.endsWith(".journal.new"))) await rm(join(directory, name));
}
