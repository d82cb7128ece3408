// The segment that is being written: its data file and its journal.
import { open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Segment } from "@cordwood/store";
import { crashPoint } from "../crash-point.js";
import { syncDirectory, writeWhole } from "./durable-file.js";
import { encodeFrame, encodeJournalHeader, journalHeaderBytes } from "./journal.js";
import type { PositionUpdate } from "./position.js";

/** Path of a segment's data. */
export function dataPath(directory: string, chunk: string): string {
  return join(directory, `${chunk}.ndjson`);
}

/** Path of a segment's journal. */
export function journalPath(directory: string, chunk: string): string {
  return join(directory, `${chunk}.journal`);
}

/** What one frame commits. */
export interface Group {
  sequence: number;
  parts: readonly Uint8Array[];
  bytes: number;
  records: number;
  positions: readonly PositionUpdate[];
  /** False: the append does not wait for the disk. */
  sync: boolean;
  /** @see Batch.routed */
  routed: boolean;
}

/** A segment open for appending. */
export class SegmentFile {
  readonly chunk: string;
  readonly openedMs: number;
  records = 0;
  bytes = 0;
  /** @see Batch.routed */
  routed = false;
  readonly #path: string;
  readonly #data: FileHandle;
  readonly #journal: FileHandle;
  #journalBytes = journalHeaderBytes;

  private constructor(directory: string, chunk: string, data: FileHandle, journal: FileHandle) {
    this.chunk = chunk;
    this.openedMs = performance.now();
    this.#path = dataPath(directory, chunk);
    this.#data = data;
    this.#journal = journal;
  }

  /** Creates both files and makes their names durable. */
  static async create(directory: string, chunk: string): Promise<SegmentFile> {
    const journal = await open(journalPath(directory, chunk), "wx");
    let data: FileHandle | undefined;
    try {
      await writeWhole(journal, [encodeJournalHeader(chunk)], 0);
      data = await open(dataPath(directory, chunk), "wx");
      await syncDirectory(directory);
      return new SegmentFile(directory, chunk, data, journal);
    } catch (error) {
      await Promise.all([journal.close(), data?.close()]);
      await rm(dataPath(directory, chunk), { force: true });
      await rm(journalPath(directory, chunk), { force: true });
      throw error;
    }
  }

  /** Bytes of both files. */
  get diskBytes(): number {
    return this.bytes + this.#journalBytes;
  }

  /** Writes a group and its frame, with `sync` waits until both are on the disk; on failure nothing of it remains. */
  async append(group: Group): Promise<void> {
    const frame = encodeFrame({
      sequence: group.sequence,
      offset: this.bytes,
      length: group.bytes,
      records: group.records,
      dataCrc: group.parts.reduce((crc, part) => crc32(part, crc), 0),
      positions: group.positions,
    });
    try {
      await this.#write(group, frame);
    } catch (error) {
      await this.#takeBack();
      throw error;
    }
    this.bytes += group.bytes;
    this.records += group.records;
    this.routed ||= group.routed;
    this.#journalBytes += frame.length;
  }

  async #write(group: Group, frame: Buffer): Promise<void> {
    if (group.bytes > 0) await writeWhole(this.#data, group.parts, this.bytes);
    crashPoint("buffer.append.data");
    await writeWhole(this.#journal, [frame], this.#journalBytes);
    crashPoint("buffer.append.written");
    if (group.sync) await Promise.all([group.bytes > 0 ? this.#data.datasync() : undefined, this.#journal.datasync()]);
    crashPoint("buffer.append.synced");
  }

  // A failed group must not be found by recovery: it will be written again, perhaps in another segment.
  async #takeBack(): Promise<void> {
    await this.#journal.truncate(this.#journalBytes);
    await this.#data.truncate(this.bytes);
  }

  /** Closes the files; the segment changes no more. */
  async seal(): Promise<Segment> {
    await Promise.all([this.#data.close(), this.#journal.close()]);
    crashPoint("buffer.seal");
    return { path: this.#path, chunk: this.chunk, records: this.records, bytes: this.bytes };
  }
}
