import { existsSync, fstatSync, renameSync, unlinkSync } from "node:fs";
import { basename } from "node:path";
import type { FileStream } from "../file-handler.js";
import { FILE_SIZE_CHECK_MS } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import {
  BaseRotatingHandler,
  ROTATION_OPTIONS,
  type RotationOptions,
  withoutCompression,
} from "./base-rotating-handler.js";
import { pathOf, readArguments } from "./read-arguments.js";
import { COMPRESSED_SUFFIXES } from "./rotation/compressor.js";

/** Options of {@link RotatingFileHandler}. */
export interface RotatingFileHandlerOptions extends RotationOptions {
  /** A record that would make the file this long, in bytes, goes to a new one; 0 never. @default 0 */
  maxBytes?: number | undefined;
  /** Rolled-over files kept, as `.1` (the newest), `.2` and so on; 0 keeps the one file and never begins anew. @default 0 */
  backupCount?: number | undefined;
}

/** Arguments of {@link RotatingFileHandler}. */
export type RotatingFileHandlerArguments =
  | [filename: string | URL, options?: RotatingFileHandlerOptions]
  | [
      filename: string | URL,
      mode?: string,
      maxBytes?: number,
      backupCount?: number,
      encoding?: BufferEncoding | null,
      delay?: boolean,
      errors?: string | null,
    ]
  | [options: RotatingFileHandlerOptions & { filename: string | URL }];

const names = {
  owner: "RotatingFileHandler",
  positional: ["filename", "mode", "maxBytes", "backupCount", "encoding", "delay", "errors"],
  named: ROTATION_OPTIONS,
};

/** Begins a new file when the old one is long enough, and keeps a number of old ones. */
export class RotatingFileHandler extends BaseRotatingHandler {
  maxBytes: number;
  backupCount: number;
  #size = 0;
  #sizeOf: FileStream | null = null;
  #sizeAtMs = 0;

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN`, `CW_LOGGING_OPTION_VALUE`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: RotatingFileHandlerArguments) {
    const {
      filename,
      maxBytes = 0,
      backupCount = 0,
      ...options
    } = readArguments<RotatingFileHandlerOptions & { filename: string | URL }>(names, given);
    // With "w" each start of the program would throw the logs of earlier ones away, which is not what rotation is for.
    const mode = maxBytes > 0 ? "a" : (options.mode ?? "a");
    super(pathOf("RotatingFileHandler", filename), { ...options, mode });
    this.maxBytes = maxBytes;
    this.backupCount = backupCount;
  }

  /** Whether this record would make the file too long. An empty file takes a record of any length. */
  override shouldRollover(record: LogRecord): boolean {
    if (this.maxBytes <= 0) return false;
    const length = Buffer.byteLength(this.format(record) + this.terminator);
    if (this.#knownSize() + length < this.maxBytes) return false;
    const size = this.#realSize();
    return size > 0 && size + length >= this.maxBytes && this.isRegularFile();
  }

  override doRollover(): void {
    if (this.backupCount <= 0) return;
    this.closeForRollover();
    try {
      for (let number = this.backupCount - 1; number > 0; number -= 1) this.#shift(number);
      const destination = this.rotation_filename(`${this.baseFilename}.1`);
      this.#delete(destination);
      this.rotate(this.baseFilename, destination);
      this.afterRollover(destination);
    } finally {
      if (!this.delay) this.stream = this.open();
    }
  }

  protected override wrote(text: string): void {
    if (this.#sizeOf === this.stream) this.#size += Buffer.byteLength(text);
  }

  protected override backups(): string[] {
    const numbered = `${basename(this.baseFilename)}.`;
    return this.neighbours()
      .filter((name) => name.startsWith(numbered) && /^\d+$/.test(withoutCompression(name).slice(numbered.length)))
      .map((name) => this.besideFile(name));
  }

  #shift(number: number): void {
    const from = this.rotation_filename(`${this.baseFilename}.${number}`);
    const to = this.rotation_filename(`${this.baseFilename}.${number + 1}`);
    const found = ["", ...COMPRESSED_SUFFIXES].filter((suffix) => existsSync(from + suffix));
    if (found.length > 0) this.#delete(to);
    for (const suffix of found) {
      renameSync(from + suffix, to + suffix);
      this.backupMoved(from + suffix, to + suffix);
    }
  }

  #delete(path: string): void {
    for (const suffix of ["", ...COMPRESSED_SUFFIXES]) {
      if (!existsSync(path + suffix)) continue;
      unlinkSync(path + suffix);
      this.backupMoved(path + suffix);
    }
  }

  /** The size by our own count, which others that write to the file or truncate it put right once a second. */
  #knownSize(): number {
    const stale = Date.now() - this.#sizeAtMs > FILE_SIZE_CHECK_MS;
    return this.stream === null || this.#sizeOf !== this.stream || stale ? this.#realSize() : this.#size;
  }

  #realSize(): number {
    this.stream ??= this.open();
    this.flush();
    this.#sizeOf = this.stream;
    this.#sizeAtMs = Date.now();
    this.#size = fstatSync(this.stream.fd).size;
    return this.#size;
  }
}
