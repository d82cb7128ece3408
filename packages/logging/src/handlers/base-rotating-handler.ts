import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { LoggingError } from "../errors.js";
import { FileHandler, type FileHandlerOptions } from "../file-handler.js";
import { ROLLOVER_RETRY_MS } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { type ReopenOptions, SignalReopening } from "./signal-reopening.js";
import { type BackupBounds, enforceBounds } from "./rotation/backups.js";
import { type Compression, Compressor, COMPRESSED_SUFFIXES } from "./rotation/compressor.js";

/** Options of the rotating handlers beside Python's. */
export interface RotationOptions extends FileHandlerOptions, ReopenOptions {
  /** Compress rolled-over files, in the background. @default none */
  compress?: Compression | undefined;
  /** Most bytes of the file and its rolled-over files together; the oldest are deleted. @default no bound */
  totalBytesMax?: number | undefined;
  /** Rolled-over files older than this are deleted at a rollover. @default no bound */
  ageDaysMax?: number | undefined;
}

/** The names of {@link RotationOptions} beyond Python's. */
export const ROTATION_OPTIONS: readonly string[] = [
  "bufferLength",
  "reopenSignal",
  "compress",
  "totalBytesMax",
  "ageDaysMax",
];

/**
 * Base of the handlers that begin a new file at times. A record is never lost to a rollover: all of it happens between
 * two records, and when it fails the handler goes on with the file it has and tries again after a second.
 */
export abstract class BaseRotatingHandler extends FileHandler {
  readonly #bounds: BackupBounds;
  readonly #compressor: Compressor | undefined;
  readonly #reopening: SignalReopening;
  #formatted: { record: LogRecord; text: string } | undefined;
  #retryAtMs = 0;

  constructor(filename: string, options: RotationOptions = {}) {
    const { compress, totalBytesMax, ageDaysMax, reopenSignal, ...file } = options;
    super(filename, file);
    // Records are formatted before emit returns; of a subclass that emits otherwise nobody knows.
    this.keepsRecords = this.emit !== BaseRotatingHandler.prototype.emit;
    this.#bounds = {
      totalBytesMax: checkBound("totalBytesMax", totalBytesMax),
      ageDaysMax: checkBound("ageDaysMax", ageDaysMax),
    };
    this.#compressor = compress && new Compressor(compress, (error) => this.#fault(error));
    this.#reopening = new SignalReopening(reopenSignal, () => this.reopen());
  }

  /** Changes the name of a rolled-over file: a function, or a method of a subclass. */
  namer?(name: string): string;

  /** Moves the file aside instead of renaming it: a function, or a method of a subclass. */
  rotator?(source: string, destination: string): void;

  /** Whether a new file is due before this record is written. */
  abstract shouldRollover(record: LogRecord): boolean;

  /** Begins a new file. */
  abstract doRollover(): void;

  override emit(record: LogRecord): void {
    try {
      this.#formatted = { record, text: super.format(record) };
    } catch (error) {
      this.handleError(record, error);
      return;
    }
    this.#rollOverIfDue(record);
    super.emit(record);
    this.wrote(this.#formatted.text + this.terminator);
    this.#formatted = undefined;
  }

  #rollOverIfDue(record: LogRecord): void {
    try {
      if (Date.now() >= this.#retryAtMs && this.shouldRollover(record)) this.doRollover();
    } catch (error) {
      this.#retryAtMs = Date.now() + ROLLOVER_RETRY_MS;
      this.handleError(record, error);
    }
  }

  /** Called with what was written for a record. */
  protected wrote(_text: string): void {}

  /** The record as text; made once for one record, however often it is asked for. */
  override format(record: LogRecord): string {
    return this.#formatted?.record === record ? this.#formatted.text : super.format(record);
  }

  /** The name of a rolled-over file: the given one, or what `namer` makes of it. */
  rotation_filename(name: string): string {
    return typeof this.namer === "function" ? this.namer(name) : name;
  }

  /** Moves the file aside: by `rotator`, or by renaming it. */
  rotate(source: string, destination: string): void {
    if (typeof this.rotator === "function") this.rotator(source, destination);
    else if (existsSync(source)) renameSync(source, destination);
  }

  /** Closes the file and opens it anew, at the same name, without truncating it. */
  reopen(): void {
    this.closeForRollover();
    this.mode = this.mode.replace("w", "a");
    if (!this.delay) this.stream = this.open();
  }

  override close(): void {
    this.#reopening.stop();
    super.close();
  }

  /** Resolves when rolled-over files are compressed. */
  async compressed(): Promise<void> {
    await this.#compressor?.idle();
  }

  /** The rolled-over files of this handler, in no order. */
  protected backups(): string[] {
    return [];
  }

  /** Closes the file for the time of the rollover. */
  protected closeForRollover(): void {
    this.flush();
    this.stream?.close();
    this.stream = null;
  }

  /** Has a rolled-over file compressed, and the bounds on all of them enforced. */
  protected afterRollover(destination: string): void {
    if (existsSync(destination) && typeof this.rotator !== "function") this.#compressor?.add(destination);
    if (this.#bounds.totalBytesMax === undefined && this.#bounds.ageDaysMax === undefined) return;
    const deleted = enforceBounds(this.backups(), this.#bounds, sizeOf(this.baseFilename));
    for (const path of deleted) this.#compressor?.deleted(path);
  }

  /** Tells the compressor that a file it may be working on was renamed or, without `to`, deleted. */
  protected backupMoved(from: string, to?: string): void {
    if (to === undefined) this.#compressor?.deleted(from);
    else this.#compressor?.renamed(from, to);
  }

  /** Whether the file is one that can be renamed; never a device or a pipe (bpo-45401). */
  protected isRegularFile(): boolean {
    const stats = statSync(this.baseFilename, { throwIfNoEntry: false });
    return stats === undefined || stats.isFile();
  }

  /** Names in the file's folder. */
  protected neighbours(): string[] {
    const folder = dirname(this.baseFilename);
    return readdirSync(folder).filter((name) => name !== basename(this.baseFilename) && !name.endsWith(".part"));
  }

  protected besideFile(name: string): string {
    return join(dirname(this.baseFilename), name);
  }

  #fault(error: unknown): void {
    this.handleError(undefined as never, error);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function checkBound(name: string, value: number | undefined): number | undefined {
  if (value === undefined || (typeof value === "number" && value > 0)) return value;
  throw new LoggingError("CW_LOGGING_OPTION_VALUE", [name, String(value), "a number above 0"]);
}

/** A name without the suffix of a compressed file. */
export function withoutCompression(name: string): string {
  const suffix = COMPRESSED_SUFFIXES.find((each) => name.endsWith(each));
  return suffix === undefined ? name : name.slice(0, -suffix.length);
}
