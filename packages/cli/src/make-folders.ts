import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, for this user only. Node's own recursive mkdir never returns where the file
 * system answers ENOENT for a folder that cannot be made (`/proc/x`).
 * @throws the system's error for the first folder that cannot be made
 */
export function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(path);
  if (above !== path) makeFolders(above);
  mkdirSync(path, { mode: 0o700 });
}
