// Keeps a second process out of a data directory: the engine would damage it.

import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import { StoreError } from "../errors.js";
import { lockAttemptsMax, lockStaleMs, lockTouchMs } from "../limits.js";

interface Holder {
  pid: number;
  host: string;
  /** When the process began, in the system's own terms: tells it from another one that got its number later. */
  started: string;
  since: string;
}

/** A lock on a data directory, held until it is released or the process ends. */
export interface DirectoryLock {
  release(): void;
}

/** Jiffies after boot at which a process began, from /proc (Linux); empty where there is no /proc. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isHeld(holder: Holder, file: string): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(file).mtimeMs < lockStaleMs;
  return isAlive(holder.pid) && processStart(holder.pid) === holder.started;
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    if (typeof holder.pid !== "number" || typeof holder.host !== "string") return undefined;
    return { pid: holder.pid, host: holder.host, started: holder.started ?? "", since: holder.since ?? "?" };
  } catch {
    return undefined;
  }
}

function describeSelf(): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    started: processStart(process.pid),
    since: new Date().toISOString(),
  };
}

/** Makes the lock with its content in one step, so that nobody reads it half written; false when there is one. */
function create(file: string): boolean {
  const own = `${file}.${process.pid}.new`;
  writeFileSync(own, JSON.stringify(describeSelf()));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // Some file systems have no links.
    if (code === "EPERM" || code === "ENOTSUP" || code === "ENOSYS") return createSlowly(file);
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function createSlowly(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(describeSelf()), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Moves a lock away whose process is gone; throws when the process is there. It is moved, not removed, so that of two
 * processes that find the same old lock, the slower one cannot take away the lock that the faster one has just made.
 */
function clearStale(path: string, file: string): void {
  const holder = readHolder(file);
  if (holder !== undefined && isHeld(holder, file)) refuse(path, holder);
  const moved = `${file}.${process.pid}`;
  try {
    renameSync(file, moved);
  } catch {
    return;
  }
  const taken = readHolder(moved);
  if (taken !== undefined && isHeld(taken, moved)) {
    linkSync(moved, file);
    rmSync(moved, { force: true });
    refuse(path, taken);
  }
  rmSync(moved, { force: true });
}

function refuse(path: string, { pid, host, since }: Holder): never {
  throw new StoreError("CW_STORE_LOCKED", { path, pid, host, since });
}

/**
 * Takes the lock of a data directory: a file `lock` that names the process. One left behind by a process that is gone
 * is taken over; on another host that is told by its age.
 * @throws StoreError `CW_STORE_LOCKED` when another process holds it.
 */
export function lockDirectory(path: string): DirectoryLock {
  const file = join(path, "lock");
  for (let attempt = 0; !create(file); attempt += 1) {
    if (attempt === lockAttemptsMax) refuse(path, readHolder(file) ?? describeSelf());
    clearStale(path, file);
  }
  const touch = setInterval(() => touchFile(file), lockTouchMs);
  touch.unref();
  return {
    release() {
      clearInterval(touch);
      rmSync(file, { force: true });
    },
  };
}

function touchFile(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The directory is gone or read-only now; inserts will say so.
  }
}
