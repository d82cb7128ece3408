import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FileStream, type FileStreamOptions } from "./file-stream.js";
import { getLevelName } from "./levels.js";
import type { LogRecord } from "./log-record.js";
import { StreamHandler } from "./stream-handler.js";

export { FileStream } from "./file-stream.js";

/** What {@link FileHandler} takes beside the file's name. */
export interface FileHandlerOptions extends FileStreamOptions {
  /** Whether to open the file only when the first record comes. @default false */
  delay?: boolean | undefined;
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
  readonly #options: FileHandlerOptions;
  #closed = false;

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN` */
  constructor(
    filename: string | URL | (FileHandlerOptions & { filename: string | URL }),
    mode?: string | FileHandlerOptions | null,
    encoding?: BufferEncoding | FileHandlerOptions | null,
    delay?: boolean | FileHandlerOptions,
    errors?: string | FileHandlerOptions | null,
  ) {
    super(NO_STREAM);
    const named = typeof filename === "object" && !(filename instanceof URL) ? filename : undefined;
    const options = optionsOf([mode, encoding, delay, errors, named]);
    this.baseFilename = absolutePath(named?.filename ?? (filename as string | URL));
    this.mode = options.mode ?? "a";
    this.encoding = options.encoding ?? null;
    this.errors = options.errors ?? null;
    this.delay = options.delay ?? false;
    this.#options = options;
    this.keepsRecords = this.emit !== FileHandler.prototype.emit;
    this.stream = this.delay ? null : this.open();
  }

  /** Opens the file (Python's `_open`). */
  open(): FileStream {
    const { mode, encoding, errors } = this;
    return new FileStream(this.baseFilename, { ...this.#options, mode, encoding, errors });
  }

  override emit(record: LogRecord): void {
    try {
      if (this.stream === null && (this.mode !== "w" || !this.#closed)) this.stream = this.open();
      this.stream?.write(this.format(record) + this.terminator);
    } catch (error) {
      this.handleError(record, error);
    }
  }

  override close(): void {
    try {
      this.stream?.close();
    } finally {
      this.stream = null;
      this.#closed = true;
      void super.close();
    }
  }

  override toString(): string {
    return `<${this.constructor.name} ${this.baseFilename} (${getLevelName(this.level)})>`;
  }
}

function absolutePath(filename: string | URL): string {
  return resolve(filename instanceof URL ? fileURLToPath(filename) : filename);
}

/** Stands in until the file is open. */
const NO_STREAM = { write(): void {} };

/** Python's positions (mode, encoding, delay, errors) and an options object, wherever it stands, as one. */
function optionsOf(values: readonly unknown[]): FileHandlerOptions {
  const names = ["mode", "encoding", "delay", "errors"];
  const result: Record<string, unknown> = {};
  for (const [index, value] of values.entries()) {
    if (typeof value === "object" && value !== null) Object.assign(result, value);
    else if (value !== undefined && value !== null) result[names[index] ?? ""] = value;
  }
  return result;
}
