// Writes records to a file as NDJSON, with rotation. A segment is flushed to the disk before it counts as delivered;
// after a crash in between it comes again, so a record may be there twice.
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { type CommonOutputConfig, commonOutputShape } from "./common-options.js";
import type { OutputDefinition } from "./output-definition.js";
import type { Output } from "./output.js";

/** Options of the file output. */
export interface FileConfig extends CommonOutputConfig {
  type: "file";
  path: string;
  bytes_max?: number | undefined;
  files_max?: number | undefined;
}

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

/** The file output as a plugin. */
export const fileOutput: OutputDefinition<FileConfig> = {
  type: "file",
  schema: z.strictObject({
    type: z.literal("file"),
    path: z.string().min(1).describe("Where records are appended as NDJSON."),
    bytes_max: z.int().positive().optional().describe("The file is renamed when it is larger. @default no rotation"),
    files_max: z.int().nonnegative().optional().describe("Renamed files that are kept. @default 5"),
    ...commonOutputShape,
  }),
  create({ path, bytes_max: bytesMax, files_max: filesMax }, { id }) {
    const rotation = { ...(bytesMax !== undefined && { bytesMax }), ...(filesMax !== undefined && { filesMax }) };
    return new FileOutput({ path, ...rotation }, id);
  },
};
