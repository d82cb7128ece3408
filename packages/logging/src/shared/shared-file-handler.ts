import { LoggingError } from "../errors.js";
import { Handler } from "../handler.js";
import { type Clock, nextRollover, parseSchedule, type TimeOfDay } from "../handlers/rotation/schedule.js";
import { SHARED_BATCH_LENGTH_MAX, SHARED_LOCK_PAUSE_MS, SHARED_PENDING_BYTES_MAX } from "../limits.js";
import type { LogRecord } from "../log-record.js";
import { SharedFile, type SharedFileOptions } from "./shared-file.js";

/** How {@link SharedFileHandler} writes and rotates; the names are those of the rotating handlers. */
export interface SharedFileHandlerOptions {
  /** Size in bytes above which the file is rotated; 0 never. @default 0 */
  maxBytes?: number;
  /** Old files kept, `.1` the newest; with 0 the file is never rotated. @default 0 */
  backupCount?: number;
  /** Rotate by time too: `S`, `M`, `H`, `D`, `midnight`, `W0` to `W6`. @default by size only */
  when?: string;
  /** How many of `when` make an interval. @default 1 */
  interval?: number;
  /** Whether days begin at midnight UTC. @default false */
  utc?: boolean;
  /** Time of day of the rollover for `midnight` and `W`. @default midnight */
  atTime?: TimeOfDay;
  /** Permission bits of files that are created. @default 0o666 less the umask */
  mode?: number;
  /**
   * Whether lines wait for the end of the turn of the event loop and are appended together; `false` appends each line
   * before the logging call returns, which is far slower. @default true
   */
  batch?: boolean;
}

/**
 * Writes lines to a file that any number of processes write to and rotate, with no daemon between them: no line is
 * lost, doubled or mixed with another, and the lines of one process stay in order. See docs/reference for what holds
 * when a process is killed or the disk is full.
 */
export class SharedFileHandler extends Handler {
  override keepsRecords = false;
  readonly #file: SharedFile;
  readonly #batch: boolean;
  #last: LogRecord | undefined;
  #pending = "";
  #waiting: Buffer = nothing;
  #scheduled = false;
  #dropped = 0;

  /**
   * @param filename created when it does not exist; its folder must exist
   * @throws LoggingError `CW_LOGGING_FILE_OPEN`, `CW_LOGGING_OPTION_VALUE`
   */
  constructor(filename: string, options: SharedFileHandlerOptions = {}) {
    super();
    this.#batch = options.batch ?? true;
    this.#file = openSharedFile(filename, options);
  }

  /** Where it writes. */
  get baseFilename(): string {
    return this.#file.path;
  }

  /** Lines dropped because the file could not be written for so long that the bound on waiting lines was reached. */
  get dropped(): number {
    return this.#dropped;
  }

  override emit(record: LogRecord): void {
    try {
      if (this.#pending.length + this.#waiting.length > SHARED_PENDING_BYTES_MAX) {
        this.#dropped += 1;
        return;
      }
      this.#last = record;
      this.#pending += `${this.format(record)}\n`;
      if (!this.#batch || this.#pending.length >= SHARED_BATCH_LENGTH_MAX)
        this.#write((lines) => this.#file.append(lines));
      else this.#writeSoon();
    } catch (error) {
      this.handleError(record, error);
    }
  }

  /** Appends what waits, and waits for its turn; when it returns without an error report, the operating system has it. */
  override flush(): void {
    this.#attempt((lines) => this.#file.append(lines));
  }

  override close(): void {
    this.flush();
    this.#file.close();
    void super.close();
  }

  #writeSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#attempt((lines) => this.#file.tryAppend(lines));
      if (this.#waiting.length > 0) setTimeout(() => this.#writeSoon(), SHARED_LOCK_PAUSE_MS);
    });
  }

  #attempt(append: (lines: Uint8Array) => boolean): void {
    try {
      this.#write(append);
    } catch (error) {
      // A fault of the file concerns every line that waits; the last record stands for them.
      if (this.#last !== undefined) this.handleError(this.#last, error);
    }
  }

  #write(append: (lines: Uint8Array) => boolean): void {
    if (this.#pending === "" && this.#waiting.length === 0) return;
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(this.#pending)]);
    this.#pending = "";
    if (append(this.#waiting)) this.#waiting = nothing;
  }
}

const nothing: Buffer = Buffer.alloc(0);

/**
 * Opens the shared file that a handler's options describe.
 * @throws LoggingError `CW_LOGGING_FILE_OPEN`, `CW_LOGGING_OPTION_VALUE`
 */
export function openSharedFile(filename: string, options: SharedFileHandlerOptions): SharedFile {
  const shared: SharedFileOptions = {
    maxBytes: options.maxBytes ?? 0,
    backupCount: options.backupCount ?? 0,
    ...(options.mode === undefined ? {} : { mode: options.mode }),
    ...(options.when === undefined ? {} : { isDue: due(options.when, options) }),
  };
  try {
    return new SharedFile(filename, shared);
  } catch (error) {
    throw new LoggingError("CW_LOGGING_FILE_OPEN", [filename, error instanceof Error ? error.message : error], {
      cause: error,
    });
  }
}

/**
 * A file is due when the interval in which it was made has ended, which every process sees in the same way. File
 * systems that do not keep the time of making count from the last change.
 */
function due(when: string, options: SharedFileHandlerOptions): NonNullable<SharedFileOptions["isDue"]> {
  const schedule = parseSchedule(when, options.interval ?? 1);
  const clock: Clock = { utc: options.utc ?? false, atTime: options.atTime };
  return ({ bornMs, modifiedMs }) => {
    const since = bornMs > 0 ? bornMs : modifiedMs;
    return Date.now() / 1000 >= nextRollover(schedule, clock, since / 1000);
  };
}
