// Writes records to a file as NDJSON, with rotation. A segment is flushed to the disk before it counts as delivered;
// after a crash in between it comes again, so a record may be there twice.
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Segment } from "@cordwood/store";
import type { Output } from "./output.js";

/** Where to write. */
export interface FileOutputOptions {
  path: string;
  /** The file is renamed to PATH.1 when it is larger than this, in bytes. @default no rotation */
  bytesMax?: number;
  /** Renamed files that are kept. @default 5 */
  filesMax?: number;
}

/** The file output. */
export class FileOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;
  readonly #options: FileOutputOptions;

  constructor(options: FileOutputOptions, name = "file") {
    this.name = name;
    this.#options = options;
  }

  async deliver(segment: Segment): Promise<void> {
    const { path } = this.#options;
    await mkdir(dirname(path), { recursive: true });
    await this.#rotate();
    const handle = await open(path, "a");
    try {
      await handle.writeFile(await readFile(segment.path));
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  async close(): Promise<void> {}

  async #rotate(): Promise<void> {
    const { path, bytesMax = Infinity, filesMax = 5 } = this.#options;
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size <= bytesMax) return;
    await rm(`${path}.${filesMax}`, { force: true });
    for (let n = filesMax - 1; n >= 1; n -= 1) await rename(`${path}.${n}`, `${path}.${n + 1}`).catch(() => {});
    await rename(path, filesMax > 0 ? `${path}.1` : path);
  }
}
