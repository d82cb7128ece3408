// Opening a buffer that a process left behind: every segment is cut at its last whole append and counts as sealed; what
// is damaged before that is set aside.
import { mkdir, readdir, readFile, rename, stat, truncate, unlink } from "node:fs/promises";
import type { Segment } from "@cordwood/store";
import { systemCodeOf } from "../errors.js";
import { readCheckpoint, type Checkpoint } from "./checkpoint.js";
import { checkJournalHeader, decodeJournal, encodeFrame, journalHeaderBytes, type Frame } from "./journal.js";
import { applyPositions } from "./position.js";
import { finishRewrites, rewrite, salvage, type Salvaged, setDamageAside } from "./salvage.js";
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
  /** Files with what is damaged or has no journal; nothing of it is delivered. */
  orphans: string[];
}

/** Reads and repairs the buffer in `directory`, which is created when it is missing. */
export async function recover(directory: string): Promise<Recovered> {
  await mkdir(directory, { recursive: true });
  const checkpoint = await readCheckpoint(directory);
  const recovered: Recovered = { checkpoint, segments: [], retired: [], tornBytes: 0, orphans: [] };
  await finishRewrites(directory, await readdir(directory));
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
  const data = await readIfThere(path);
  const { checkpoint } = recovered;
  if (BigInt(chunk) > checkpoint.lastChunk) checkpoint.lastChunk = BigInt(chunk);
  const hasHeader = checkJournalHeader(bytes, chunk, journal);
  const { frames, gaps } = decodeJournal(bytes, hasHeader ? journalHeaderBytes : 0);
  if (!hasHeader && frames.length === 0) {
    await unlink(journal);
    if (data !== undefined) await setAside(path, recovered);
    return;
  }
  if (data === undefined) {
    for (const frame of frames) applyFrame(checkpoint, frame);
    recovered.retired.push(chunk);
    return;
  }
  const salvaged = salvage(data, frames);
  // Positions of damaged appends do not count: what they were read from is read again if it is the last of its kind.
  for (const frame of salvaged.whole) applyFrame(checkpoint, frame);
  const isJournalWhole = hasHeader && !gaps;
  await keepWhole({ directory, chunk, data, salvaged, journalBytes: bytes.length, isJournalWhole }, recovered);
}

function applyFrame(checkpoint: Checkpoint, frame: Frame): void {
  if (frame.sequence <= checkpoint.sequence) return;
  applyPositions(checkpoint.positions, frame.positions);
  checkpoint.sequence = frame.sequence;
}

interface Found {
  directory: string;
  chunk: string;
  data: Buffer;
  salvaged: Salvaged;
  journalBytes: number;
  isJournalWhole: boolean;
}

async function keepWhole(found: Found, recovered: Recovered): Promise<void> {
  const { directory, chunk, data, salvaged } = found;
  const { whole, damaged, wrongTail, end } = salvaged;
  const path = dataPath(directory, chunk);
  const records = whole.reduce((sum, frame) => sum + frame.records, 0);
  recovered.tornBytes += data.length - end;
  const aside = wrongTail === undefined ? damaged : [...damaged, wrongTail];
  if (aside.length > 0) recovered.orphans.push(await setDamageAside(directory, chunk, aside));
  if (records === 0) {
    await unlink(path);
    recovered.retired.push(chunk);
    return;
  }
  const isGood = damaged.length === 0 && found.isJournalWhole;
  const { bytes, journalBytes } = isGood ? await cut(found) : await rewrite(directory, chunk, data, whole);
  recovered.segments.push({ segment: { path, chunk, records, bytes }, diskBytes: bytes + journalBytes });
}

// A frame whose data is torn would be taken for damage at the next start, after the data was cut.
async function cut(found: Found): Promise<{ bytes: number; journalBytes: number }> {
  const { directory, chunk, data, salvaged } = found;
  const journalEnd = salvaged.whole.reduce((sum, frame) => sum + encodeFrame(frame).length, journalHeaderBytes);
  if (salvaged.end < data.length) await truncate(dataPath(directory, chunk), salvaged.end);
  if (journalEnd < found.journalBytes) await truncate(journalPath(directory, chunk), journalEnd);
  return { bytes: salvaged.end, journalBytes: journalEnd };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
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
