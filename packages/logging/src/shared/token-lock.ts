import {
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { SHARED_LOCK_CHECK_MS, SHARED_LOCK_HELD_MS_MAX } from "../limits.js";
import { processExists } from "../process-exists.js";

const FREE = "free";

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat tells a process from a later one with the same number; `-` where there is no /proc. */
function startOf(pid: number): string {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
}

/** Process ids mean nothing in another PID namespace (a container on the same volume). */
const namespace: string = attempt(() => readlinkSync("/proc/self/ns/pid"))?.replaceAll(/\D/g, "") ?? "-";
const self = `${process.pid}_${startOf(process.pid)}_${namespace}`;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

function isAlive(holder: string): boolean {
  const [pid, start, space] = holder.split("_");
  if (space !== namespace) return true;
  return processExists(Number(pid)) && (start === "-" || startOf(Number(pid)) === start);
}

/**
 * Mutual exclusion between unrelated processes (and threads) of one machine by files alone: Node has no flock(2).
 *
 * There is one token, an empty file in a folder beside the log file. It is named `free` or for its holder, and changes hands only by
 * rename(2), which is atomic: two processes cannot both have it. The token of a process that was killed is taken from it by
 * name, so nothing is taken from the living, unless they have held it for ten seconds (a stopped process, a terminated thread).
 */
export class TokenLock {
  static #last = 0;
  readonly #folder: string;
  readonly #free: string;
  readonly #mine: string;
  #lookAgainAt = 0;

  /** @param path the file that the lock protects; the folder `.NAME.lock` is made beside it. */
  constructor(path: string) {
    this.#folder = join(dirname(path), `.${basename(path)}.lock`);
    this.#free = join(this.#folder, FREE);
    this.#mine = join(this.#folder, `${self}_${threadId}_${(TokenLock.#last += 1)}`);
  }

  /**
   * Takes the token if it is free or its holder is gone, without waiting.
   * @returns `taken`, or `inherited` from a holder that may have left its work half done, or `held` by another
   */
  tryAcquire(): "taken" | "inherited" | "held" {
    if (move(this.#free, this.#mine)) return "taken";
    const now = Date.now();
    if (now < this.#lookAgainAt) return "held";
    this.#lookAgainAt = now + SHARED_LOCK_CHECK_MS;
    return this.#lookAtHolder(now);
  }

  /** Gives the token back. */
  release(): void {
    move(this.#mine, this.#free);
  }

  #lookAtHolder(now: number): "taken" | "inherited" | "held" {
    const names = attempt(() => readdirSync(this.#folder));
    if (names === undefined) {
      this.#makeToken();
      return move(this.#free, this.#mine) ? "taken" : "held";
    }
    const holder = names.find((name) => name !== FREE);
    if (holder === undefined) return "held";
    const token = join(this.#folder, holder);
    return this.#isGone(holder, token, now) && move(token, this.#mine) ? "inherited" : "held";
  }

  /** The time of the last rename is the token's change time. */
  #isGone(holder: string, token: string, now: number): boolean {
    if (!isAlive(holder)) return true;
    const since = attempt(() => statSync(token).ctimeMs);
    return since !== undefined && now - since > SHARED_LOCK_HELD_MS_MAX;
  }

  /** The folder appears with the token in it, by one rename, so that there is never a second token. */
  #makeToken(): void {
    const aside = `${this.#folder}.${basename(this.#mine)}`;
    mkdirSync(aside, { recursive: true });
    writeFileSync(join(aside, FREE), "");
    if (!move(aside, this.#folder)) rmSync(aside, { recursive: true, force: true });
  }
}

/** False when there is nothing to rename, or another process was first. */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTEMPTY", "EEXIST"].some((code) => hasCode(error, code))) return false;
    throw error;
  }
}
