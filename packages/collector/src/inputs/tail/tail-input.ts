// Follows files: finds those that the patterns match, reads what is new in each, and hands it to the buffer together
// with how far it read.
import { stat } from "node:fs/promises";
import type { Logger } from "@cordwood/logging";
import type { PositionValue } from "../../buffer/position.js";
import { reasonOf } from "../../errors.js";
import {
  discoverMs,
  discoverShareMax,
  idleCloseMs,
  idlePollMs,
  idlePollMsMax,
  openFilesMax,
  pollMsMin,
  readBytes,
  readersMax,
  rotatedFileMs,
} from "../../limits.js";
import type { LineDecoder } from "../../record/line-decoder.js";
import type { Input, InputTarget } from "../input.js";
import { fileKey } from "./file-identity.js";
import { expandPattern } from "./glob.js";
import { RotatedFiles } from "./rotated-away.js";
import { TailBatch } from "./tail-batch.js";
import { TailedFile } from "./tailed-file.js";

/** What to follow. */
export interface TailInputOptions {
  /** Id of the component. @default tail */
  id?: string;
  /** Paths and glob patterns, relative to `directory`. */
  paths: readonly string[];
  /** @default the working directory */
  directory?: string;
  /** Makes the decoder of a file's lines. */
  decoder: (path: string) => LineDecoder;
  /** Where files were read to before. */
  positions: ReadonlyMap<string, PositionValue>;
  target: InputTarget;
  logger: Logger;
}

// Compressed files are what rotation leaves behind; their bytes are not lines.
const compressed = /\.(?:gz|zst|bz2|xz|zip|lz4)$/;

/** The file tail. */
export class TailInput implements Input {
  readonly name: string;
  readonly #options: TailInputOptions;
  readonly #files = new Map<string, TailedFile>();
  readonly #blocks: Buffer[] = [];
  readonly #batch: TailBatch;
  #rotated = new RotatedFiles();
  #openFiles = 0;
  /** The buffer has failed, which is said once. */
  #failed = false;
  #nextDiscoverMs = 0;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wakeUp: () => void = () => {};

  constructor(options: TailInputOptions) {
    this.name = options.id ?? "tail";
    this.#options = options;
    const { target, logger } = options;
    this.#batch = new TailBatch(target, (error) => {
      if (!this.#stopping && !this.#failed) logger.error("cannot keep what was read of files: %s", reasonOf(error));
      this.#failed = true;
    });
  }

  get failing(): string | undefined {
    const file = [...this.#files.values()].find(({ failing }) => failing);
    return file === undefined ? undefined : `cannot read ${file.path}`;
  }

  /** Finds the files and begins to read; resolves when the first search for files is done. */
  async start(): Promise<void> {
    await this.#discover();
    await this.#meetRotated();
    this.#loop = this.#run();
  }

  /** Stops reading; resolves when all that was read is durable or given up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#batch.stop();
    this.#wakeUp();
    await this.#loop;
    await this.#batch.flush();
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      if (performance.now() >= this.#nextDiscoverMs) await this.#discover();
      const now = performance.now();
      const due = [...this.#files.values()].filter((file) => file.dueMs <= now);
      await this.#visitAll(due);
      await this.#batch.offer();
      await this.#closeIdle();
      if (!this.#stopping && due.length === 0) await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMsMin);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #discover(): Promise<void> {
    const begin = performance.now();
    const { paths, directory } = this.#options;
    const found = await Promise.all(paths.map((path) => expandPattern(path, directory)));
    for (const file of this.#files.values()) file.present = false;
    const queue = new Set(found.flat()).values();
    const worker = async (): Promise<void> => {
      for (const path of queue) if (!compressed.test(path)) await this.#meet(path);
    };
    await Promise.all(Array.from({ length: readersMax }, worker));
    this.#rotated = new RotatedFiles();
    // Thousands of files take a while to look for, so that is done less often.
    const end = performance.now();
    this.#nextDiscoverMs = end + Math.max(discoverMs, (end - begin) / discoverShareMax);
  }

  async #meet(path: string): Promise<void> {
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    if (stats?.isFile() !== true) return;
    const key = fileKey(stats);
    const known = this.#files.get(key);
    const file = known ?? new TailedFile(key, path, this.#options.positions.get(key), this.#options.decoder);
    file.path = path;
    file.movedTo = undefined;
    file.present = true;
    this.#files.set(key, file);
  }

  // Only names that lead to another file now: what is no longer followed is left alone.
  async #meetRotated(): Promise<void> {
    const followed = new Set([...this.#files.values()].map((file) => file.path));
    for (const [key, position] of this.#options.positions) {
      const path = String(position["path"] ?? "");
      if (this.#files.has(key) || !followed.has(path)) continue;
      const movedTo = await this.#rotated.find(key, position);
      if (movedTo === undefined) continue;
      const file = new TailedFile(key, path, position, this.#options.decoder);
      file.movedTo = movedTo;
      file.present = false;
      this.#files.set(key, file);
    }
  }

  async #visitAll(due: TailedFile[]): Promise<void> {
    const queue = due.values();
    const worker = async (): Promise<void> => {
      for (const file of queue) await this.#visit(file);
    };
    await Promise.all(Array.from({ length: Math.min(readersMax, due.length) }, worker));
  }

  async #visit(file: TailedFile): Promise<void> {
    try {
      await this.#readOn(file);
      file.failing = false;
    } catch (error) {
      file.dueMs = performance.now() + discoverMs;
      if (this.#stopping || file.failing) return;
      file.failing = true;
      this.#options.logger.error("cannot read %s: %s", file.path, reasonOf(error));
    }
  }

  async #readOn(file: TailedFile): Promise<void> {
    const wasOpen = file.handle !== undefined;
    try {
      for (let outcome = "more"; outcome === "more" && !this.#stopping;) {
        const block = this.#block(file.blockBytes);
        outcome = await file.read(block, this.#batch, this.#idlePollMs());
        this.#blocks.push(block);
        await this.#batch.offer();
        if (outcome === "gone" && !(await this.#hasMoved(file))) await this.#forget(file);
        if (outcome === "end" && this.#isOver(file)) await this.#forget(file);
      }
    } finally {
      this.#openFiles += Number(file.handle !== undefined) - Number(wasOpen);
      if (this.#openFiles > openFilesMax) await this.#close(file);
    }
  }

  // A closed file is not where it was: it may have been renamed with lines that nobody has read.
  async #hasMoved(file: TailedFile): Promise<boolean> {
    const found = file.movedTo === undefined ? await this.#rotated.find(file.key, file.position) : undefined;
    if (found === undefined) return false;
    file.movedTo = found;
    file.present = false;
    file.dueMs = 0;
    return true;
  }

  // Looking at a file costs some 20 microseconds; with many files each is looked at less often.
  #idlePollMs(): number {
    return Math.min(idlePollMsMax, Math.max(idlePollMs, this.#files.size));
  }

  #block(bytes: number): Buffer {
    const block = this.#blocks.pop();
    return block !== undefined && block.length >= bytes ? block : Buffer.allocUnsafeSlow(Math.max(bytes, readBytes));
  }

  #isOver(file: TailedFile): boolean {
    return !file.present && performance.now() - file.grewMs >= rotatedFileMs;
  }

  async #forget(file: TailedFile): Promise<void> {
    this.#files.delete(file.key);
    const deleted = file.handle !== undefined && (await file.links()) === 0;
    await file.close();
    if (deleted) this.#batch.setPosition(file.key, null);
  }

  async #close(file: TailedFile): Promise<void> {
    if (file.handle !== undefined) this.#openFiles -= 1;
    await file.close();
  }

  // So that files that are written to now find room among the open ones.
  async #closeIdle(): Promise<void> {
    if (this.#files.size <= openFilesMax) return;
    const before = performance.now() - idleCloseMs;
    for (const file of this.#files.values()) {
      if (file.handle !== undefined && file.grewMs < before) await this.#close(file);
    }
  }
}
