// Segments that an output refused for good, kept with the reason so that nothing vanishes.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Segment } from "@cordwood/store";
import { replaceFile } from "../buffer/durable-file.js";

/** A directory of refused segments. */
export class DeadLetters {
  readonly #directory: string;

  /** `directory` is created when the first segment is kept. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Copies a segment here, with the reason beside it, and answers the copy's path. */
  async keep(segment: Segment, output: string, reason: string): Promise<string> {
    await mkdir(this.#directory, { recursive: true });
    const name = `${segment.chunk}.${output.replaceAll(/[^\w-]/g, "_")}`;
    const path = join(this.#directory, `${name}.ndjson`);
    await copyFile(segment.path, path);
    const about = { output, reason, chunk: segment.chunk, records: segment.records, time: new Date().toISOString() };
    await replaceFile(join(this.#directory, `${name}.reason.json`), `${JSON.stringify(about)}\n`);
    return path;
  }
}
