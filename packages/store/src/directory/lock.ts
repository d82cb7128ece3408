// Keeps a second process out of a data directory: the engine would damage it.

import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import { StoreError } from "../errors.js";
import { lockStaleMs, lockTouchMs } from "../limits.js";

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

function create(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(describeSelf()), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a lock whose process is gone; throws when the process is there. */
function clearStale(path: string, file: string): void {
  const holder = readHolder(file);
  if (holder !== undefined && isHeld(holder, file)) {
    throw new StoreError("CW_STORE_LOCKED", { path, pid: holder.pid, host: holder.host, since: holder.since });
  }
  rmSync(file, { force: true });
}

/**
 * Takes the lock of a data directory: a file `lock` that names the process. One left behind by a process that is gone
 * is taken over; on another host that is told by its age.
 * @throws StoreError `CW_STORE_LOCKED` when another process holds it.
 */
export function lockDirectory(path: string): DirectoryLock {
  const file = join(path, "lock");
  if (!create(file)) {
    clearStale(path, file);
    if (!create(file)) clearStale(path, file);
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
