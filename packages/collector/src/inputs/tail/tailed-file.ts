// One file that is followed: where it has been read to, and reading on from there.
import { open, stat, type FileHandle } from "node:fs/promises";
import type { PositionValue } from "../../buffer/position.js";
import { systemCodeOf } from "../../errors.js";
import {
  fingerprintBytesMax,
  idlePollMs as idlePollMsMin,
  lineBytesMax,
  openRecordQuietMs,
  pollMsMin,
  quietMs,
  readBytes,
} from "../../limits.js";
import type { LineDecoder } from "../../record/line-decoder.js";
import { fileKey, type Fingerprint, fingerprintOf, isSameFile } from "./file-identity.js";
import type { TailBatch } from "./tail-batch.js";

/** What reading a piece of a file came to. */
export type ReadOutcome = "more" | "end" | "gone";

/** A file under its identity; its path may change while it is followed. */
export class TailedFile {
  readonly key: string;
  path: string;
  /** Where it lies now, when it was renamed while nobody followed it. */
  movedTo: string | undefined;
  /** False once the path leads to another file or to none. */
  present = true;
  /** When it is to be looked at next, on the monotonic clock. */
  dueMs = 0;
  /** When it last grew. */
  grewMs: number = performance.now();
  handle: FileHandle | undefined;
  /** True while it cannot be read, so that this is said once. */
  failing = false;
  readonly #makeDecoder: (path: string) => LineDecoder;
  #decoder: LineDecoder;
  #offset: number;
  #size = 0;
  #modifiedMs = 0;
  #pollMs = pollMsMin;
  #fingerprint: Fingerprint;

  /** `position` is where an earlier process stopped. */
  constructor(
    key: string,
    path: string,
    position: PositionValue | undefined,
    makeDecoder: (path: string) => LineDecoder,
  ) {
    this.key = key;
    this.path = path;
    this.#makeDecoder = makeDecoder;
    this.#decoder = makeDecoder(path);
    this.#offset = Number(position?.["offset"] ?? 0);
    this.#fingerprint = {
      length: Number(position?.["fingerprintBytes"] ?? 0),
      crc: Number(position?.["fingerprintCrc"] ?? 0),
    };
  }

  /** Where the next record begins that is not in the buffer. */
  get position(): PositionValue {
    const { length, crc } = this.#fingerprint;
    const offset = this.#decoder.committed(this.#offset);
    return { path: this.path, offset, fingerprintBytes: length, fingerprintCrc: crc };
  }

  /** Reads the next piece into `batch`; a file that stays idle is due again after `idlePollMs`. */
  async read(block: Buffer, batch: TailBatch, idlePollMs: number): Promise<ReadOutcome> {
    if (this.handle === undefined && (await this.#isAsItWas())) return this.#atEnd(undefined, batch, idlePollMs);
    const handle = await this.#open();
    if (handle === undefined) return "gone";
    await this.#look(handle, batch);
    if (this.#size === this.#offset) return this.#atEnd(undefined, batch, idlePollMs);
    const wanted = block.subarray(0, Math.min(block.length, this.#size - this.#offset));
    const { bytesRead } = await handle.read(wanted, 0, wanted.length, this.#offset);
    const piece = wanted.subarray(0, bytesRead);
    const used = this.#decoder.decode(piece, this.#offset, batch.writer);
    this.#offset += used;
    if (used > 0) {
      this.#grew();
      batch.setPosition(this.key, this.position);
    }
    if (this.#offset < this.#size && (used > 0 || piece.length < this.#size - this.#offset)) return "more";
    return this.#atEnd(piece.subarray(used), batch, idlePollMs);
  }

  /** The size that a block for the next read must have to make progress. */
  get blockBytes(): number {
    return this.#size - this.#offset > readBytes ? lineBytesMax + readBytes : readBytes;
  }

  /** Links to the file that are left, 0 when it is deleted. */
  async links(): Promise<number> {
    return (await this.handle?.stat())?.nlink ?? 0;
  }

  /** Closes the file; it is opened again when it is read. */
  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  // A closed file that nobody wrote to is not opened.
  async #isAsItWas(): Promise<boolean> {
    if (this.#size === 0 || this.#size !== this.#offset) return false;
    const stats = await stat(this.movedTo ?? this.path, { bigint: true }).catch(() => undefined);
    const isSame = stats !== undefined && Number(stats.size) === this.#size && fileKey(stats) === this.key;
    return isSame && Math.abs(Number(stats.mtimeNs) / 1e6 - this.#modifiedMs) < 0.01;
  }

  async #open(): Promise<FileHandle | undefined> {
    if (this.handle !== undefined) return this.handle;
    try {
      this.handle = await open(this.movedTo ?? this.path, "r");
      const stats = await this.handle.stat({ bigint: true });
      if (fileKey(stats) === this.key) return this.handle;
      await this.close();
      return undefined;
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes(systemCodeOf(error))) return undefined;
      throw error;
    }
  }

  // Starts again from the beginning when the file was truncated, also when it has grown past the old offset since.
  async #look(handle: FileHandle, batch: TailBatch): Promise<void> {
    const stats = await handle.stat();
    if (stats.size === this.#size && stats.mtimeMs === this.#modifiedMs) return;
    this.#modifiedMs = stats.mtimeMs;
    if (stats.size !== this.#size) this.#grew();
    this.#size = stats.size;
    const head = Buffer.allocUnsafe(fingerprintBytesMax);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const first = head.subarray(0, bytesRead);
    if (stats.size < this.#offset || !isSameFile(first, this.#fingerprint)) this.#restart(batch);
    this.#fingerprint = fingerprintOf(first);
  }

  #restart(batch: TailBatch): void {
    this.#decoder.flush(batch.writer);
    this.#decoder = this.#makeDecoder(this.path);
    this.#offset = 0;
    batch.setPosition(this.key, this.position);
  }

  #grew(): void {
    this.grewMs = performance.now();
    this.#pollMs = pollMsMin;
  }

  // At the end, after a quiet while, a last line without newline and an open record are complete.
  #atEnd(rest: Buffer | undefined, batch: TailBatch, idlePollMs: number): ReadOutcome {
    const now = performance.now();
    const quiet = now - this.grewMs;
    if (quiet >= quietMs && rest !== undefined && rest.length > 0) {
      this.#decoder.line(rest, this.#offset, batch.writer);
      this.#offset += rest.length;
      batch.setPosition(this.key, this.position);
    }
    if (quiet >= openRecordQuietMs && this.#decoder.open) {
      this.#decoder.flush(batch.writer);
      batch.setPosition(this.key, this.position);
    }
    this.#pollMs = Math.min(idlePollMs, this.#pollMs * 1.5);
    // With many files one more look is worth less than the wait for it.
    const isCrowded = idlePollMs > idlePollMsMin && this.#decoder.open;
    this.dueMs = now + (isCrowded ? Math.max(this.#pollMs, openRecordQuietMs - quiet) : this.#pollMs);
    return "end";
  }
}
