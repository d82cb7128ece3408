/**
 * Compresses rolled-over files beside the running program: into a file aside that is renamed when it is whole, so a
 * crash leaves the plain file. A rollover meanwhile may rename or delete the file; it says so here.
 */
import { createReadStream, createWriteStream, renameSync, rmSync, unlinkSync } from "node:fs";
import type { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { LoggingError } from "../../errors.js";

/** How rolled-over files are compressed; zstd needs Node 22.15 or later. */
export type Compression = "gzip" | "zstd";

const suffixes: Record<Compression, string> = { gzip: ".gz", zstd: ".zst" };

/** Suffixes of compressed files, of either kind: a program may have changed its choice. */
export const COMPRESSED_SUFFIXES: readonly string[] = Object.values(suffixes);

interface Job {
  /** Where the plain file is now; null when a rollover deleted it. */
  source: string | null;
}

/** See the top of this file. */
export class Compressor {
  readonly #compression: Compression;
  readonly #onError: (error: unknown) => void;
  readonly #jobs = new Set<Job>();
  #last: Promise<void> = Promise.resolve();

  /** @throws LoggingError `CW_LOGGING_OPTION_VALUE` when this Node cannot compress that way */
  constructor(compression: Compression, onError: (error: unknown) => void) {
    if (!Object.hasOwn(suffixes, compression) || (compression === "zstd" && !("createZstdCompress" in zlib))) {
      const expected = "createZstdCompress" in zlib ? "gzip or zstd" : "gzip; zstd needs Node 22.15 or later";
      throw new LoggingError("CW_LOGGING_OPTION_VALUE", ["compress", JSON.stringify(compression), expected]);
    }
    this.#compression = compression;
    this.#onError = onError;
  }

  /** Compresses a file, after those before it. */
  add(path: string): void {
    const job: Job = { source: path };
    this.#jobs.add(job);
    this.#last = this.#last.then(() => this.#work(job));
  }

  /** A rollover renamed a file. */
  renamed(from: string, to: string): void {
    for (const job of this.#jobs) if (job.source === from) job.source = to;
  }

  /** A rollover deleted a file. */
  deleted(path: string): void {
    for (const job of this.#jobs) if (job.source === path) job.source = null;
  }

  /** Resolves when nothing is left to compress. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #work(job: Job): Promise<void> {
    try {
      if (job.source !== null) await this.#compress(job, job.source);
    } catch (error) {
      // Deleted from outside in the meantime: nothing to compress.
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) this.#onError(error);
    } finally {
      this.#jobs.delete(job);
    }
  }

  async #compress(job: Job, from: string): Promise<void> {
    const aside = `${from}.${process.pid}.part`;
    try {
      await pipeline(createReadStream(from), this.#transform(), createWriteStream(aside, { flags: "w" }));
      if (job.source === null) return;
      renameSync(aside, job.source + suffixes[this.#compression]);
      unlinkSync(job.source);
    } finally {
      rmSync(aside, { force: true });
    }
  }

  #transform(): Transform {
    if (this.#compression === "gzip") return zlib.createGzip();
    const create: unknown = Reflect.get(zlib, "createZstdCompress");
    return (create as () => Transform)();
  }
}
