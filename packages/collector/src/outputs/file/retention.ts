// Deletes the oldest files of a file output, so that all of them together stay within their bounds.
import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { retainedFilesMax, retentionIntervalMs } from "../../limits.js";
import type { FieldPattern } from "../field-pattern.js";

/** Bounds of all files together. */
export interface RetentionOptions {
  /** Files whose last line is older are deleted. */
  ageMsMax: number;
  /** The oldest files are deleted when all have more bytes than this. */
  totalBytesMax: number;
}

interface Found {
  path: string;
  bytes: number;
  changedMs: number;
}

/** The files that a pattern of paths may have made. */
export class Retention {
  readonly #folder: string;
  readonly #isOurs: RegExp;
  readonly #options: RetentionOptions;
  #looked = -Infinity;

  /** `text` is the pattern as it was written, its path absolute. */
  constructor(text: string, pattern: FieldPattern, options: RetentionOptions) {
    const fixed = /^[^{%]*/.exec(text)?.[0] ?? "";
    this.#folder = fixed === text ? dirname(text) : fixed.slice(0, fixed.lastIndexOf("/") + 1);
    this.#isOurs = new RegExp(`^${pattern.source}(?:\\.\\d+)?(?:\\.gz)?$`);
    this.#options = options;
  }

  /** Makes room for `bytes` more; `current` are files that are written to now. They are kept. */
  async makeRoom(bytes: number, current: ReadonlySet<string>): Promise<void> {
    const { ageMsMax, totalBytesMax } = this.#options;
    if (totalBytesMax === Infinity && ageMsMax === Infinity) return;
    const nowMs = performance.now();
    if (totalBytesMax === Infinity && nowMs - this.#looked < retentionIntervalMs) return;
    this.#looked = nowMs;
    const files = (await this.#files(this.#folder)).toSorted((a, b) => a.changedMs - b.changedMs);
    let total = files.reduce((sum, file) => sum + file.bytes, bytes);
    for (const file of files) {
      const isOld = Date.now() - file.changedMs > ageMsMax;
      if (current.has(file.path) || !(isOld || total > totalBytesMax)) continue;
      await rm(file.path, { force: true });
      total -= file.bytes;
    }
    if (total > totalBytesMax) throw new Error(`the files below ${this.#folder} have reached total_bytes_max`);
  }

  async #files(folder: string): Promise<Found[]> {
    const found: Found[] = [];
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
    for (const entry of entries.slice(0, retainedFilesMax)) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !this.#isOurs.test(path) || relative(this.#folder, path).startsWith("..")) continue;
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined) found.push({ path, bytes: stats.size, changedMs: stats.mtimeMs });
    }
    return found;
  }
}
