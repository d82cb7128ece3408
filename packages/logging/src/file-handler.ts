import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { LoggingError } from "./errors.js";
import { getLevelName } from "./levels.js";
import type { LogRecord } from "./log-record.js";
import { StreamHandler, type TextStream } from "./stream-handler.js";

/** What {@link FileHandler} takes beside the file's name. */
export interface FileHandlerOptions {
  /** `a` to go on with what is there, `w` to begin anew, `x` to refuse a file that exists. @default "a" */
  mode?: string | undefined;
  /** @default "utf8" */
  encoding?: BufferEncoding | null | undefined;
  /** Whether to open the file only when the first record comes. @default false */
  delay?: boolean | undefined;
  /** Accepted for Python's sake; JavaScript strings always encode. */
  errors?: string | null | undefined;
  /** Characters to collect before they are written; 0 writes every record at once. @default 0 */
  bufferLength?: number | undefined;
}

/** A file open for writing text, synchronously. */
export class FileStream implements TextStream {
  readonly name: string;
  readonly encoding: BufferEncoding;
  readonly #fd: number;
  #closed = false;

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN` */
  constructor(path: string, mode = "a", encoding: BufferEncoding = "utf8") {
    this.name = path;
    this.encoding = encoding;
    try {
      this.#fd = openSync(path, mode.replaceAll(/[bt]/g, "").replace("x", "wx"));
    } catch (error) {
      throw new LoggingError("CW_LOGGING_FILE_OPEN", [path, (error as Error).message], { cause: error });
    }
  }

  get fd(): number {
    return this.#fd;
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(text: string): void {
    writeSync(this.#fd, text, null, this.encoding);
  }

  flush(): void {}

  /** Waits until the disk has it. */
  sync(): void {
    fsyncSync(this.#fd);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#fd);
  }
}

/** Appends records to a file. Each is written when the call returns, unless a buffer is asked for. */
export class FileHandler extends StreamHandler {
  /** Absolute path. */
  baseFilename: string;
  mode: string;
  encoding: BufferEncoding | null;
  errors: string | null;
  delay: boolean;
  declare stream: FileStream | null;
  #closed = false;

  constructor(
    filename: string,
    mode?: string | FileHandlerOptions,
    encoding?: BufferEncoding | null,
    delay?: boolean,
    errors?: string | null,
  ) {
    super(null);
    const options = typeof mode === "object" ? mode : { mode, encoding, delay, errors };
    this.baseFilename = resolve(filename);
    this.mode = options.mode ?? "a";
    this.encoding = options.encoding ?? null;
    this.errors = options.errors ?? null;
    this.delay = options.delay ?? false;
    this.stream = this.delay ? null : this.open();
  }

  /** Opens the file (Python's `_open`). */
  open(): FileStream {
    return new FileStream(this.baseFilename, this.mode, this.encoding ?? "utf8");
  }

  override emit(record: LogRecord): void {
    try {
      if (this.stream === null && (this.mode !== "w" || !this.#closed)) this.stream = this.open();
    } catch (error) {
      this.handleError(record, error);
      return;
    }
    if (this.stream !== null) super.emit(record);
  }

  override close(): void {
    try {
      this.flush();
      this.stream?.close();
    } finally {
      this.stream = null;
      this.#closed = true;
      super.close();
    }
  }

  override toString(): string {
    return `<${this.constructor.name} ${this.baseFilename} (${getLevelName(this.level)})>`;
  }
}
