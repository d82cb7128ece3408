import {
  openSync,
  closeSync,
  writeSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** A lock file that was just created may not name its holder yet; after this it counts as abandoned. */
const namelessLockMsMax = 2_000;
/** A holder in another PID namespace (a container on the same volume) cannot be asked; after this it counts as dead. */
const foreignLockMsMax = 30_000;

const free = "free";

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat tells a process from a later one with the same number; empty where there is no /proc. */
function startOf(pid: number): string {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

const pidNamespace = (): string => attempt(() => readlinkSync("/proc/self/ns/pid")) ?? "-";

const me = (): string => `${process.pid} ${startOf(process.pid) || "-"} ${pidNamespace()}`;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/** Whether the holder that a lock file names may still be at work. */
function held(text: string, ageMs: number): boolean {
  if (text === free) return false;
  const [pid, start, namespace] = text.split(" ");
  if (namespace === undefined || start === undefined) return ageMs < namelessLockMsMax;
  if (namespace !== pidNamespace()) return ageMs < foreignLockMsMax;
  return exists(Number(pid)) && (start === "-" || startOf(Number(pid)) === start);
}

/**
 * Mutual exclusion between unrelated processes of one machine, by files alone: Node has no flock(2).
 *
 * The lock is a series of files, one per generation. Whoever creates generation N+1 exclusively, while the holder
 * of N is done or dead, holds the lock; the highest generation is never deleted, so a process that was
 * suspended on the way and creates an old generation sees a higher one and steps back. A holder that
 * was killed is known by its process id and start time, so nothing is ever stolen from the living.
 */
export class ProcessLock {
  readonly #folder: string;
  readonly #prefix: string;

  /** `path` is the file that the lock protects; the lock lies beside it, hidden. */
  constructor(path: string) {
    this.#folder = dirname(path);
    this.#prefix = `.${basename(path)}.lock.`;
  }

  /** Takes the lock and answers how to release it, or answers `undefined` at once when another process holds it. */
  tryAcquire(): (() => void) | undefined {
    const before = this.#highest();
    if (before > 0 && this.#isHeld(before)) return undefined;
    const mine = before + 1;
    if (!this.#create(mine)) return undefined;
    const generations = this.#generations();
    if (Math.max(...generations) !== mine) {
      this.#delete(mine);
      return undefined;
    }
    for (const old of generations) if (old < mine) this.#delete(old);
    return () => writeFileSync(this.#file(mine), free);
  }

  #file(generation: number): string {
    return join(this.#folder, `${this.#prefix}${generation}`);
  }

  #generations(): number[] {
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => Number(name.slice(this.#prefix.length)))
      .filter(Number.isSafeInteger);
  }

  #highest(): number {
    return Math.max(0, ...this.#generations());
  }

  #isHeld(generation: number): boolean {
    const file = this.#file(generation);
    const text = attempt(() => readFileSync(file, "latin1"));
    const stat = attempt(() => statSync(file));
    return text === undefined || stat === undefined || held(text, Date.now() - stat.mtimeMs);
  }

  #create(generation: number): boolean {
    try {
      const fd = openSync(this.#file(generation), "wx");
      writeSync(fd, me());
      closeSync(fd);
      return true;
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      throw error;
    }
  }

  #delete(generation: number): void {
    attempt(() => unlinkSync(this.#file(generation)));
  }
}
