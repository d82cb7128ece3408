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
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import { StoreError } from "../errors.js";

/** Format of the directory's layout that this release writes. */
const directoryFormat = 1;

const fileName = "store.json";
const probePrefix = ".probe-";

/** Whether a file may stand in a directory before it becomes a store. */
function isHarmless(name: string): boolean {
  return name === "lost+found" || name === `${fileName}.new` || name.startsWith("lock") || name.startsWith(probePrefix);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What store.json says. */
interface StoreFile {
  format: number;
  /** When the directory became a store. */
  created?: string;
  /** Whether the table of records has been made: from then on its absence means damage. */
  used?: boolean;
}

function readFormat(path: string): StoreFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(path, fileName), "utf8"));
  } catch (error) {
    throw new StoreError("CW_STORE_CORRUPT", { path, reason: `${fileName}: ${reason(error)}` }, error);
  }
  const file = content as Partial<StoreFile> | null;
  if (typeof file?.format === "number" && Number.isSafeInteger(file.format) && file.format >= 1) {
    return { ...file, format: file.format };
  }
  throw new StoreError("CW_STORE_CORRUPT", { path, reason: `${fileName} names no format` });
}

function writeFormat(path: string, content: StoreFile): void {
  const temporary = join(path, `${fileName}.new`);
  const file = openSync(temporary, "w");
  writeSync(file, `${JSON.stringify(content)}\n`);
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
    const probe = join(path, `${probePrefix}${process.pid}`);
    closeSync(openSync(probe, "w"));
    rmSync(probe);
  } catch (error) {
    throw new StoreError("CW_STORE_UNWRITABLE", { path, reason: reason(error) }, error);
  }
}

/**
 * Checks that the directory is a store that this release can read, or makes an empty one a store.
 * Call it with the lock held.
 * @throws StoreError `CW_STORE_FOREIGN`, `CW_STORE_CORRUPT` or `CW_STORE_NEWER`.
 */
export function openFormat(path: string): { used: boolean } {
  if (!existsSync(join(path, fileName))) {
    if (readdirSync(path).some((name) => !isHarmless(name))) throw new StoreError("CW_STORE_FOREIGN", { path });
    writeFormat(path, { format: directoryFormat, created: new Date().toISOString() });
    return { used: false };
  }
  const { format, used } = readFormat(path);
  if (format > directoryFormat) throw new StoreError("CW_STORE_NEWER", { path, found: format, known: directoryFormat });
  return { used: used === true };
}

/** Notes that the table of records has been made. */
export function markUsed(path: string): void {
  writeFormat(path, { ...readFormat(path), used: true });
}
