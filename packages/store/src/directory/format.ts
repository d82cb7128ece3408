// store.json: what makes a directory a Cordwood store, and in which format.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import { StoreError } from "../errors.js";

/** Format of the directory's layout that this release writes. */
export const directoryFormat = 1;

const fileName = "store.json";
/** Files that may stand in a directory before it becomes a store. */
const ours = new Set(["lock", "lost+found", `${fileName}.new`]);

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readFormat(path: string): number {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(path, fileName), "utf8"));
  } catch (error) {
    throw new StoreError("CW_STORE_CORRUPT", { path, reason: `${fileName}: ${reason(error)}` }, error);
  }
  const format = (content as { format?: unknown } | null)?.format;
  if (typeof format === "number" && Number.isSafeInteger(format) && format >= 1) return format;
  throw new StoreError("CW_STORE_CORRUPT", { path, reason: `${fileName} names no format` });
}

function writeFormat(path: string): void {
  const temporary = join(path, `${fileName}.new`);
  const file = openSync(temporary, "w");
  writeSync(file, `${JSON.stringify({ format: directoryFormat, created: new Date().toISOString() })}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, join(path, fileName));
}

/**
 * Creates the directory when it is absent.
 * @throws StoreError `CW_STORE_UNWRITABLE` when it cannot be made or written to.
 */
export function prepareDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    const probe = join(path, `${fileName}.new`);
    closeSync(openSync(probe, "a"));
  } catch (error) {
    throw new StoreError("CW_STORE_UNWRITABLE", { path, reason: reason(error) }, error);
  }
}

/**
 * Checks that the directory is a store that this release can read, or makes an empty one a store.
 * Call it with the lock held.
 * @throws StoreError `CW_STORE_FOREIGN`, `CW_STORE_CORRUPT` or `CW_STORE_NEWER`.
 */
export function openFormat(path: string): void {
  if (!existsSync(join(path, fileName))) {
    if (readdirSync(path).some((name) => !ours.has(name))) throw new StoreError("CW_STORE_FOREIGN", { path });
    writeFormat(path);
    return;
  }
  const found = readFormat(path);
  if (found > directoryFormat) throw new StoreError("CW_STORE_NEWER", { path, found, known: directoryFormat });
}
