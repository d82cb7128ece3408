/**
 * Batches kept on disk while the server is away. One file is one batch, written aside and renamed, so a
 * reader never sees half of one. The name carries the writer's process id: a restarted application adopts
 * the files of processes that are gone and leaves those of living ones alone.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processExists } from "../../process-exists.js";

/** Where and how much a handler may keep on disk. */
export interface SpoolOptions {
  /** Directory, made when missing. Handlers that send to different places need different directories. */
  directory: string;
  /** Most bytes kept; the oldest batches go first.
   * @default 268435456 (256 MiB) */
  bytesMax?: number;
}

/** A batch as it lies on disk. */
export interface SpooledBatch {
  /** Unique name of the batch; the same each time it is sent, so a server can drop a repeat. */
  id: string;
  entries: Uint8Array[];
}

interface SpoolFile {
  name: string;
  bytes: number;
  entries: number;
}

const namePattern = /^(\d{15})-(\d+)-([0-9a-f]{16})-(\d+)\.batch$/;

/** The bounded directory of batches; see the top of this file. */
export class Spool {
  readonly directory: string;
  readonly bytesMax: number;
  /** Entries given up because the directory reached its bound or a file was damaged. */
  dropped = 0;
  #files: SpoolFile[] = [];
  #bytes = 0;
  #sequence = 0;

  constructor(options: { directory: string; bytesMax: number }) {
    this.directory = options.directory;
    this.bytesMax = options.bytesMax;
    mkdirSync(this.directory, { recursive: true });
    this.#adopt();
  }

  /** Batches waiting. */
  get length(): number {
    return this.#files.length;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes a batch, under the id it has or a new one; synchronous, so that it can be called while the process exits. */
  write(entries: readonly Uint8Array[], id: string = new BatchIds().next()): void {
    if (entries.length === 0) return;
    const body = frame(entries);
    const name = this.#name(entries.length, id);
    const aside = join(this.directory, `${name}.part`);
    writeFileSync(aside, body);
    renameSync(aside, join(this.directory, name));
    this.#files.push({ name, bytes: body.length, entries: entries.length });
    this.#bytes += body.length;
    this.#enforceBound();
  }

  /** The oldest batch, or undefined when there is none. A damaged file is counted, removed and passed over. */
  oldest(): SpooledBatch | undefined {
    for (;;) {
      const file = this.#files[0];
      if (file === undefined) return undefined;
      const entries = this.#read(file);
      if (entries !== undefined) return { id: identity(file.name), entries };
      this.dropped += file.entries;
      this.#remove(file);
    }
  }

  /** Forgets a batch that was delivered. */
  delivered(id: string): void {
    const file = this.#files.find((candidate) => identity(candidate.name) === id);
    if (file !== undefined) this.#remove(file);
  }

  #read(file: SpoolFile): Uint8Array[] | undefined {
    try {
      return unframe(readFileSync(join(this.directory, file.name)));
    } catch {
      return undefined;
    }
  }

  #remove(file: SpoolFile): void {
    this.#files = this.#files.filter((candidate) => candidate !== file);
    this.#bytes -= file.bytes;
    try {
      unlinkSync(join(this.directory, file.name));
    } catch {
      // Gone already: somebody tidied the directory.
    }
  }

  #enforceBound(): void {
    while (this.#bytes > this.bytesMax) {
      const oldest = this.#files[0];
      if (oldest === undefined) return;
      this.dropped += oldest.entries;
      this.#remove(oldest);
    }
  }

  #name(entries: number, id: string): string {
    this.#sequence += 1;
    const order = (Date.now() * 100 + (this.#sequence % 100)).toString().padStart(15, "0");
    return `${order}-${process.pid}-${id}-${entries}.batch`;
  }

  #adopt(): void {
    const names = readdirSync(this.directory).toSorted();
    for (const name of names) {
      const match = namePattern.exec(name);
      if (match === null || isOthers(Number(match[2]))) continue;
      const own = `${match[1]}-${process.pid}-${match[3]}-${match[4]}.batch`;
      renameSync(join(this.directory, name), join(this.directory, own));
      const { size } = statSync(join(this.directory, own));
      this.#files.push({ name: own, bytes: size, entries: Number(match[4]) });
      this.#bytes += size;
    }
  }
}

/** Ids of the batches of one sender: ten random hexadecimal digits that stay, and six that count. */
export class BatchIds {
  #sender = randomBytes(5).toString("hex");
  #sequence = 0;

  /** The next id. */
  next(): string {
    if (this.#sequence === SEQUENCE_MAX) {
      this.#sender = randomBytes(5).toString("hex");
      this.#sequence = 0;
    }
    this.#sequence += 1;
    return this.#sender + this.#sequence.toString(16).padStart(6, "0");
  }
}

const SEQUENCE_MAX = 0xff_ff_ff;

/** An id as `SENDER:SEQUENCE`. */
export function senderAndSequence(id: string): string {
  return `${id.slice(0, 10)}:${Number.parseInt(id.slice(10), 16)}`;
}

/** The part of the name that stays the same when another process adopts the file. */
function identity(name: string): string {
  return namePattern.exec(name)?.[3] ?? name;
}

function isOthers(pid: number): boolean {
  return pid !== process.pid && processExists(pid);
}

/** Each entry behind its length (4 bytes, big-endian). */
function frame(entries: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(entry.length);
    parts.push(length, entry);
  }
  return Buffer.concat(parts);
}

function unframe(body: Buffer): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= body.length) {
    const length = body.readUInt32BE(at);
    if (at + 4 + length > body.length) return undefined;
    entries.push(body.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return at === body.length ? entries : undefined;
}
