import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { LoggingError } from "./errors.js";
import { FILE_FLUSH_INTERVAL_MS_DEFAULT, WRITE_ATTEMPTS_MAX, WRITE_PAUSE_MS } from "./limits.js";
import type { TextStream } from "./stream-handler.js";
import { type Drainable, drainAtExit, forget } from "./handlers/delivery/exit-drain.js";
import { encodeText } from "./text-encoding.js";

/** How a {@link FileStream} writes. */
export interface FileStreamOptions {
  /** `a` to go on with what is there, `w` to begin anew, `x` to refuse a file that exists. @default "a" */
  mode?: string | undefined;
  /** @default "utf8" */
  encoding?: BufferEncoding | null | undefined;
  /** What to do with characters that the encoding lacks; see `encodeText`. @default "strict" */
  errors?: string | null | undefined;
  /** Characters to collect before they are written; 0 writes at once. @default 0 */
  bufferLength?: number | undefined;
  /** How long, in milliseconds, a collected text may wait for more. @default 1000 */
  flushIntervalMs?: number | undefined;
}

/** A file open for writing text, synchronously: when `write` returns, the operating system has the text. */
export class FileStream implements TextStream, Drainable {
  readonly name: string;
  readonly mode: string;
  readonly encoding: BufferEncoding;
  readonly errors: string | null;
  readonly #fd: number;
  readonly #bufferLength: number;
  readonly #flushIntervalMs: number;
  #pending = "";
  #timer: NodeJS.Timeout | undefined = undefined;
  #closed = false;

  /** @throws LoggingError `CW_LOGGING_FILE_OPEN` */
  constructor(path: string, options: FileStreamOptions = {}) {
    this.name = path;
    this.mode = options.mode ?? "a";
    this.encoding = options.encoding ?? "utf8";
    this.errors = options.errors ?? null;
    this.#bufferLength = options.bufferLength ?? 0;
    this.#flushIntervalMs = options.flushIntervalMs ?? FILE_FLUSH_INTERVAL_MS_DEFAULT;
    this.#fd = openFile(path, this.mode);
    if (this.#bufferLength > 0) drainAtExit(this);
  }

  /** The descriptor. */
  get fd(): number {
    return this.#fd;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @throws LoggingError `CW_LOGGING_FILE_WRITE` */
  write(text: string): void {
    const pending = this.#pending + text;
    if (pending.length >= this.#bufferLength) {
      this.#pending = "";
      this.#writeOut(pending);
    } else {
      this.#pending = pending;
      if (this.#timer === undefined) this.#wait();
    }
  }

  /** Writes what was collected. @throws LoggingError `CW_LOGGING_FILE_WRITE` */
  flush(): void {
    const pending = this.#pending;
    if (pending === "") return;
    this.#pending = "";
    this.#writeOut(pending);
  }

  /** Whether something was collected that is not written yet. */
  get pending(): boolean {
    return this.#pending !== "";
  }

  /** {@link drainSync}: writing is synchronous. */
  drain(): Promise<void> {
    this.drainSync();
    return Promise.resolve();
  }

  /** {@link flush} at the end of the process, or of the interval, where a fault has nobody to be reported to. */
  drainSync(): void {
    try {
      this.flush();
    } catch {
      // if the process goes on, the next write meets the same fault and has a handler to report it to
    }
  }

  /** Writes what was collected and waits until the disk has it. */
  sync(): void {
    this.flush();
    fsyncSync(this.#fd);
  }

  /** Writes what was collected and gives the descriptor back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    forget(this);
    try {
      this.flush();
    } finally {
      closeSync(this.#fd);
    }
  }

  /** The timer keeps running while records come, so that a record does not cost a timer. */
  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.drainSync();
    }, this.#flushIntervalMs);
    this.#timer.unref();
  }

  #writeOut(text: string): void {
    try {
      const bytes =
        this.encoding === "utf8" || this.encoding === "utf-8" ? text : encodeText(text, this.encoding, this.errors);
      if (typeof bytes === "string") writeText(this.#fd, bytes);
      else writeBytes(this.#fd, bytes);
    } catch (error) {
      throw new LoggingError("CW_LOGGING_FILE_WRITE", [this.name, (error as Error).message], { cause: error });
    }
  }
}

function openFile(path: string, mode: string): number {
  try {
    return openSync(path, mode.replaceAll(/[bt]/g, "").replace("x", "wx"));
  } catch (error) {
    throw new LoggingError("CW_LOGGING_FILE_OPEN", [path, (error as Error).message], { cause: error });
  }
}

/** Writes a string in one call where the system takes it whole, and the rest as bytes where it does not. */
function writeText(fd: number, text: string): void {
  let written: number;
  try {
    written = writeSync(fd, text);
  } catch (error) {
    if (!isBusy(error)) throw error;
    written = 0;
  }
  if (written < text.length || (written !== text.length && written < Buffer.byteLength(text))) {
    writeBytes(fd, Buffer.from(text).subarray(written));
  }
}

/** Writes all bytes; a pipe or a device that is full for the moment is asked again, for a bounded time. */
function writeBytes(fd: number, bytes: Uint8Array): void {
  let done = 0;
  for (let attempt = 0; done < bytes.length; attempt += 1) {
    try {
      const written = writeSync(fd, bytes, done);
      if (written > 0) attempt = 0;
      done += written;
    } catch (error) {
      if (!isBusy(error) || attempt >= WRITE_ATTEMPTS_MAX) throw error;
      pause(WRITE_PAUSE_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EAGAIN" || code === "EBUSY" || code === "EINTR";
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
