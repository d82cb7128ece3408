import { fstatSync, statSync } from "node:fs";
import { FileHandler, type FileHandlerOptions } from "../file-handler.js";
import type { LogRecord } from "../log-record.js";
import { pathOf, readArguments } from "./read-arguments.js";
import { type ReopenOptions, SignalReopening } from "./signal-reopening.js";

/** Options of {@link WatchedFileHandler}. */
export interface WatchedFileHandlerOptions extends FileHandlerOptions, ReopenOptions {
  /** The file's name is looked at no more often than this, in milliseconds. @default 0, before every record */
  checkIntervalMs?: number | undefined;
}

/** Arguments of {@link WatchedFileHandler}. */
export type WatchedFileHandlerArguments =
  | [filename: string | URL, options?: WatchedFileHandlerOptions]
  | [filename: string | URL, mode?: string, encoding?: BufferEncoding | null, delay?: boolean, errors?: string | null]
  | [options: WatchedFileHandlerOptions & { filename: string | URL }];

const names = {
  owner: "WatchedFileHandler",
  positional: ["filename", "mode", "encoding", "delay", "errors"],
  named: ["bufferLength", "reopenSignal", "checkIntervalMs"],
};

/**
 * A file that another program (logrotate, newsyslog) may rename, delete or truncate: before a record is written it is
 * looked whether the name still means the open file, and the file is opened again if not. Not for Windows, where an
 * open file cannot be renamed.
 */
export class WatchedFileHandler extends FileHandler {
  /** Device and inode of the open file; -1 when none is open. */
  dev = -1;
  ino = -1;
  readonly #checkIntervalMs: number;
  readonly #reopening: SignalReopening;
  #checkedAtMs = 0;

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN`, `CW_LOGGING_OPTION_UNKNOWN` */
  constructor(...given: WatchedFileHandlerArguments) {
    const options = readArguments<WatchedFileHandlerOptions & { filename: string | URL }>(names, given);
    const { filename, checkIntervalMs = 0, reopenSignal, ...file } = options;
    super(pathOf("WatchedFileHandler", filename), file);
    // Records are formatted before emit returns; of a subclass that emits otherwise nobody knows.
    this.keepsRecords = this.emit !== WatchedFileHandler.prototype.emit;
    this.#checkIntervalMs = checkIntervalMs;
    this.#reopening = new SignalReopening(reopenSignal, () => this.reopen());
    // "w" has truncated the file by now; from here on it is appended to, or a truncation by others would leave a hole.
    if (this.mode.startsWith("w") && this.stream !== null) this.reopen();
    this.#remember();
  }

  /** Opens the file again when its name means another file, or none. */
  reopenIfNeeded(): void {
    if (this.stream === null) return;
    const found = statSync(this.baseFilename, { throwIfNoEntry: false });
    if (found === undefined || found.dev !== this.dev || found.ino !== this.ino) this.reopen();
  }

  /** Closes the file and opens it again. */
  reopen(): void {
    this.flush();
    this.stream?.close();
    this.stream = null;
    this.mode = this.mode.replace("w", "a");
    this.stream = this.open();
    this.#remember();
  }

  override emit(record: LogRecord): void {
    try {
      const now = this.#checkIntervalMs === 0 ? 0 : Date.now();
      if (this.#checkIntervalMs === 0 || now - this.#checkedAtMs >= this.#checkIntervalMs) {
        this.#checkedAtMs = now;
        this.reopenIfNeeded();
      }
    } catch (error) {
      this.handleError(record, error);
    }
    const wasOpen = this.stream !== null;
    super.emit(record);
    if (!wasOpen) this.#remember();
  }

  override close(): void {
    this.#reopening.stop();
    super.close();
  }

  #remember(): void {
    if (this.stream === null) return;
    const { dev, ino } = fstatSync(this.stream.fd);
    this.dev = dev;
    this.ino = ino;
  }
}
