import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
  type Stats,
} from "node:fs";
import { ProcessLock } from "./process-lock.js";

/** When a shared file is put away, and how many old ones are kept. */
export interface SharedFileOptions {
  /** Size in bytes above which the file is rotated; 0 never. @default 0 */
  maxBytes?: number;
  /** Old files kept, `app.log.1` being the newest; with 0 the file is never rotated, as in Python. @default 0 */
  backupCount?: number;
  /** Tells from the file's state whether it is due for another reason than size (time). @default never */
  isDue?: (file: { bornMs: number; modifiedMs: number; size: number }) => boolean;
  /** Permission bits of a file that is created. @default 0o666 less the umask */
  mode?: number;
}

/** The system did not take the whole batch (a full disk); `written` bytes of it are in the file. */
export class ShortAppend extends Error {
  readonly written: number;

  constructor(written: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "ShortAppend";
    this.written = written;
  }
}

const sameFile = (a: Stats, b: Stats): boolean => a.ino === b.ino && a.dev === b.dev;

/**
 * One log file that any number of processes append to and rotate, with no daemon.
 *
 * Each batch is one append (O_APPEND), so lines of different processes never mix. One process at a time
 * rotates, under a {@link ProcessLock}; the others see before their next batch that the name leads to another inode
 * and follow. A batch that was on its way while the file was renamed lies in the renamed file: in order,
 * not lost. Killed at any moment, a rotation leaves at most a gap in the numbers, which the next one closes.
 */
export class SharedFile {
  readonly path: string;
  readonly #options: Required<Omit<SharedFileOptions, "isDue">> & Pick<SharedFileOptions, "isDue">;
  readonly #lock: ProcessLock;
  #fd: number;
  #identity: Stats;

  constructor(path: string, options: SharedFileOptions = {}) {
    this.path = path;
    this.#options = { maxBytes: 0, backupCount: 0, mode: 0o666, ...options };
    this.#lock = new ProcessLock(path);
    this.#fd = this.#open();
    this.#identity = fstatSync(this.#fd);
  }

  /**
   * Appends whole lines; when it returns, the operating system has them.
   * @throws ShortAppend when it has only a part of them
   */
  append(batch: Uint8Array): void {
    this.#rotateIfDue(this.#follow(), batch.length);
    this.#write(batch);
    // Retention may have deleted the file between the check and the write: then nobody can read what was written.
    if (fstatSync(this.#fd).nlink === 0) {
      this.#reopen();
      this.#write(batch);
    }
  }

  /** Gives the descriptor back. */
  close(): void {
    closeSync(this.#fd);
  }

  #open(): number {
    return openSync(this.path, "a", this.#options.mode);
  }

  #reopen(): Stats {
    closeSync(this.#fd);
    this.#fd = this.#open();
    this.#identity = fstatSync(this.#fd);
    return this.#identity;
  }

  /** Makes sure that what is open is what the name leads to now. */
  #follow(): Stats {
    const named = statSync(this.path, { throwIfNoEntry: false });
    return named !== undefined && sameFile(named, this.#identity) ? named : this.#reopen();
  }

  #write(batch: Uint8Array): void {
    let written = 0;
    try {
      while (written < batch.length) written += writeSync(this.#fd, batch, written);
    } catch (error) {
      throw new ShortAppend(written, error);
    }
  }

  #isDue(file: Stats, more: number): boolean {
    const { maxBytes, backupCount, isDue } = this.#options;
    if (backupCount === 0 || file.size === 0) return false;
    if (maxBytes > 0 && file.size + more > maxBytes) return true;
    return isDue?.({ bornMs: file.birthtimeMs, modifiedMs: file.mtimeMs, size: file.size }) ?? false;
  }

  #rotateIfDue(file: Stats, more: number): void {
    if (!this.#isDue(file, more)) return;
    const release = this.#lock.tryAcquire();
    if (release === undefined) return;
    try {
      const now = statSync(this.path, { throwIfNoEntry: false });
      if (now !== undefined && sameFile(now, file) && this.#isDue(now, more)) this.#putAway();
    } finally {
      release();
    }
    this.#follow();
  }

  /** Shifts the old files up to the first gap, so that a rotation which was cut short is completed, not repeated. */
  #putAway(): void {
    const numbered = (n: number): string => `${this.path}.${n}`;
    let gap = 1;
    while (gap < this.#options.backupCount && existsSync(numbered(gap))) gap++;
    if (existsSync(numbered(gap))) unlinkSync(numbered(gap));
    for (let n = gap; n > 1; n--) renameSync(numbered(n - 1), numbered(n));
    renameSync(this.path, numbered(1));
  }
}
