// Opening a buffer that a process left behind: every segment is cut at its last whole append and counts as sealed.
import { mkdir, open, readdir, readFile, rename, stat, truncate, unlink } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Segment } from "@cordwood/store";
import { systemCodeOf } from "../errors.js";
import { readCheckpoint, type Checkpoint } from "./checkpoint.js";
import { checkJournalHeader, decodeJournal, encodeFrame, journalHeaderBytes, type Frame } from "./journal.js";
import { applyPositions } from "./position.js";
import { dataPath, journalPath } from "./segment-file.js";

/** What was found in a buffer's directory. */
export interface Recovered {
  checkpoint: Checkpoint;
  /** Segments that some output has not taken yet, oldest first. */
  segments: { segment: Segment; diskBytes: number }[];
  /** Chunks that are delivered but whose journal a checkpoint did not yet replace. */
  retired: string[];
  /** Bytes after the last whole append; they were never acknowledged. */
  tornBytes: number;
  /** Files set aside because their journal is missing or damaged. */
  orphans: string[];
}

/** Reads and repairs the buffer in `directory`, which is created when it is missing. */
export async function recover(directory: string): Promise<Recovered> {
  await mkdir(directory, { recursive: true });
  const checkpoint = await readCheckpoint(directory);
  const recovered: Recovered = { checkpoint, segments: [], retired: [], tornBytes: 0, orphans: [] };
  const names = await readdir(directory);
  for (const chunk of chunksOf(names, ".journal")) await recoverChunk(directory, chunk, recovered);
  for (const chunk of chunksOf(names, ".ndjson")) {
    if (!names.includes(`${chunk}.journal`)) await setAside(dataPath(directory, chunk), recovered);
  }
  return recovered;
}

function chunksOf(names: readonly string[], extension: string): string[] {
  const chunks = names.filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length));
  return chunks.filter((chunk) => /^\d{1,20}$/.test(chunk)).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

async function recoverChunk(directory: string, chunk: string, recovered: Recovered): Promise<void> {
  const path = dataPath(directory, chunk);
  const journal = journalPath(directory, chunk);
  const bytes = await readFile(journal);
  const dataBytes = await sizeOf(path);
  const { checkpoint } = recovered;
  if (BigInt(chunk) > checkpoint.lastChunk) checkpoint.lastChunk = BigInt(chunk);
  if (!checkJournalHeader(bytes, chunk, journal)) {
    await unlink(journal);
    if (dataBytes !== undefined) await setAside(path, recovered);
    return;
  }
  const { frames } = decodeJournal(bytes);
  const whole = dataBytes === undefined ? frames : await wholeFrames(path, frames);
  for (const frame of whole) applyFrame(checkpoint, frame);
  if (dataBytes === undefined) recovered.retired.push(chunk);
  else await keepWhole({ directory, chunk, whole, journalBytes: bytes.length, dataBytes }, recovered);
}

function applyFrame(checkpoint: Checkpoint, frame: Frame): void {
  if (frame.sequence <= checkpoint.sequence) return;
  applyPositions(checkpoint.positions, frame.positions);
  checkpoint.sequence = frame.sequence;
}

async function keepWhole(
  found: { directory: string; chunk: string; whole: Frame[]; journalBytes: number; dataBytes: number },
  recovered: Recovered,
): Promise<void> {
  const { directory, chunk, whole } = found;
  const path = dataPath(directory, chunk);
  const last = whole.at(-1);
  const bytes = last === undefined ? 0 : last.offset + last.length;
  const records = whole.reduce((sum, frame) => sum + frame.records, 0);
  recovered.tornBytes += found.dataBytes - bytes;
  if (records === 0) {
    await unlink(path);
    recovered.retired.push(chunk);
    return;
  }
  if (bytes < found.dataBytes) await truncate(path, bytes);
  await cutJournal(journalPath(directory, chunk), found.journalBytes, whole);
  recovered.segments.push({ segment: { path, chunk, records, bytes }, diskBytes: bytes + found.journalBytes });
}

// A frame whose data is torn would be taken for damage at the next start, after the data was cut.
async function cutJournal(path: string, bytes: number, whole: readonly Frame[]): Promise<void> {
  const end = whole.reduce((sum, frame) => sum + encodeFrame(frame).length, journalHeaderBytes);
  if (end < bytes) await truncate(path, end);
}

async function wholeFrames(path: string, frames: readonly Frame[]): Promise<Frame[]> {
  const handle = await open(path, "r");
  const whole: Frame[] = [];
  try {
    for (const frame of frames) {
      const data = Buffer.allocUnsafe(frame.length);
      const { bytesRead } = await handle.read(data, 0, frame.length, frame.offset);
      if (bytesRead < frame.length || crc32(data) !== frame.dataCrc) break;
      whole.push(frame);
    }
  } finally {
    await handle.close();
  }
  return whole;
}

async function setAside(path: string, recovered: Recovered): Promise<void> {
  if ((await sizeOf(path)) === 0) {
    await unlink(path);
    return;
  }
  await rename(path, `${path}.orphan`);
  recovered.orphans.push(`${path}.orphan`);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
