import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
  type Stats,
} from "node:fs";
import { SHARED_LOCK_PAUSE_MS, SHARED_LOCK_WAIT_MS_MAX, SHARED_REPAIR_BYTES_MAX } from "../limits.js";
import { TokenLock } from "./token-lock.js";

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

/** Told where a batch will lie, just before it is written. */
export type Announce = (place: { inode: number; offset: number; length: number }) => void;

const sameFile = (a: Stats, b: Stats): boolean => a.ino === b.ino && a.dev === b.dev;
const pause = new Int32Array(new SharedArrayBuffer(4));
const newline = 10;

/**
 * One log file that any number of processes append to and rotate, with no daemon.
 *
 * A batch is appended under a {@link TokenLock}: look where the name leads (another process, or logrotate, may have put the file
 * away), rotate if due, write. The lock is there for rotation and for one more reason: SIGKILL can end a write(2) in the middle of a line.
 * Whoever inherits the token from a dead process cuts the file back to its last whole line, before anything follows it.
 * Killed in the middle of a rotation, a process leaves at most a gap in the numbers, which the next rotation closes.
 */
export class SharedFile {
  readonly path: string;
  readonly #options: Required<Omit<SharedFileOptions, "isDue">> & Pick<SharedFileOptions, "isDue">;
  readonly #lock: TokenLock;
  #fd: number;
  #identity: Stats;

  constructor(path: string, options: SharedFileOptions = {}) {
    this.path = path;
    this.#options = { maxBytes: 0, backupCount: 0, mode: 0o666, ...options };
    this.#lock = new TokenLock(path);
    this.#fd = this.#open();
    this.#identity = fstatSync(this.#fd);
  }

  /**
   * Appends whole lines; when it answers true, the operating system has them. False when another process is at it.
   * @throws what the system says when it does not take all of them (a full disk); then none of them is in the file
   */
  tryAppend(batch: Uint8Array, announce?: Announce): boolean {
    const lock = this.#lock.tryAcquire();
    if (lock === "held") return false;
    try {
      if (lock === "inherited") this.#repair();
      this.#rotateIfDue(this.#follow(), batch.length);
      this.#write(batch, announce);
      return true;
    } finally {
      this.#lock.release();
    }
  }

  /**
   * Appends whole lines and waits for its turn, blocking the thread for five seconds at most.
   * @returns false when other processes were at it all that time
   * @throws as {@link tryAppend} does
   */
  append(batch: Uint8Array, announce?: Announce): boolean {
    const deadline = Date.now() + SHARED_LOCK_WAIT_MS_MAX;
    while (!this.tryAppend(batch, announce)) {
      if (Date.now() > deadline) return false;
      Atomics.wait(pause, 0, 0, SHARED_LOCK_PAUSE_MS);
    }
    return true;
  }

  /** Gives the descriptor back, once: its number may by then be that of another file. */
  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }

  #open(): number {
    return openSync(this.path, "a+", this.#options.mode);
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

  /** Cuts off a line that a killed process has left unfinished: in the file open here, and in the one that the name leads to. */
  #repair(): void {
    cutTornLine(this.#fd);
    this.#follow();
    cutTornLine(this.#fd);
  }

  #write(batch: Uint8Array, announce?: Announce): void {
    const { size, ino } = fstatSync(this.#fd);
    announce?.({ inode: ino, offset: size, length: batch.length });
    try {
      for (let written = 0; written < batch.length;) written += writeSync(this.#fd, batch, written);
    } catch (error) {
      ftruncateSync(this.#fd, size);
      throw error;
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
    this.#putAway();
    this.#reopen();
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

function cutTornLine(fd: number): void {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(Math.min(size, SHARED_REPAIR_BYTES_MAX));
  readSync(fd, tail, 0, tail.length, size - tail.length);
  const whole = tail.lastIndexOf(newline) + 1;
  if (whole < tail.length) ftruncateSync(fd, size - tail.length + whole);
}
