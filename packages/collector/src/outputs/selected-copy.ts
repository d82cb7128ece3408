// A copy of a segment with only some of its lines, written block by block, and only once a line is left out.
import { mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { lineBlocks, type LineBlock } from "./line-blocks.js";

/** Lines of a block that stay. */
export interface Kept {
  parts: readonly Buffer[];
  records: number;
  /** False when the parts are the block as it is. */
  changed: boolean;
}

/** The copy under way. */
export class SelectedCopy {
  readonly #path: string;
  readonly #source: FileHandle;
  #file: FileHandle | undefined;
  records = 0;
  bytes = 0;

  constructor(path: string, source: FileHandle) {
    this.#path = path;
    this.#source = source;
  }

  /** True when the copy differs from the segment so far. */
  get changed(): boolean {
    return this.#file !== undefined;
  }

  /** Adds what stays of the next block. */
  async add(block: LineBlock, kept: Kept): Promise<void> {
    if (kept.changed) this.#file ??= await this.#begin(block.at);
    this.records += kept.records;
    this.bytes += kept.parts.reduce((sum, part) => sum + part.length, 0);
    if (this.#file !== undefined && kept.parts.length > 0) await this.#file.appendFile(Buffer.concat(kept.parts));
  }

  /** Ends writing. */
  async close(): Promise<void> {
    await this.#file?.close();
  }

  /** Removes the copy. */
  async discard(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  // The blocks before the first that is changed stayed as they are.
  async #begin(upTo: number): Promise<FileHandle> {
    await mkdir(dirname(this.#path), { recursive: true });
    const file = await open(this.#path, "w");
    for await (const { bytes, at } of lineBlocks(this.#source)) {
      if (at >= upTo) break;
      await file.appendFile(bytes);
    }
    return file;
  }
}
