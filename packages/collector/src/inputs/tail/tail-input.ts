// Follows files: finds those that the patterns match, reads what is new in each, and hands it to the buffer together
// with how far it read.
import { stat } from "node:fs/promises";
import type { Logger } from "@cordwood/logging";
import type { PositionUpdate, PositionValue } from "../../buffer/position.js";
import { reasonOf } from "../../errors.js";
import {
  batchesInFlightMax,
  discoverMs,
  idlePollMs,
  idlePollMsMax,
  openFilesMax,
  pollMsMin,
  readBytes,
  readersMax,
  rotatedFileMs,
} from "../../limits.js";
import type { LineDecoder } from "../../record/line-decoder.js";
import { LineWriter } from "../../record/line-writer.js";
import type { Input, InputTarget } from "../input.js";
import { fileKey } from "./file-identity.js";
import { expandPattern } from "./glob.js";
import { findRotated } from "./rotated-away.js";
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
  readonly #writers: LineWriter[] = [];
  #nextDiscoverMs = 0;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wakeUp: () => void = () => {};

  constructor(options: TailInputOptions) {
    this.name = options.id ?? "tail";
    this.#options = options;
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
    this.#wakeUp();
    await this.#loop;
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      if (performance.now() >= this.#nextDiscoverMs) await this.#discover();
      const now = performance.now();
      const due = [...this.#files.values()].filter((file) => file.dueMs <= now);
      await this.#visitAll(due);
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
    this.#nextDiscoverMs = performance.now() + discoverMs;
    const { paths, directory } = this.#options;
    const found = await Promise.all(paths.map((path) => expandPattern(path, directory)));
    for (const file of this.#files.values()) file.present = false;
    for (const path of new Set(found.flat())) {
      if (!compressed.test(path)) await this.#meet(path);
    }
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
      const movedTo = await findRotated(key, position);
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
    const flights: Promise<void>[] = [];
    try {
      for (let outcome = "more"; outcome === "more" && !this.#stopping;) {
        const writer = this.#writers.pop() ?? new LineWriter();
        const block = this.#block(file.blockBytes);
        outcome = await file.read(block, writer, this.#idlePollMs());
        this.#blocks.push(block);
        flights.push(this.#deliver(writer, [file.position()]));
        if (flights.length >= batchesInFlightMax) await flights.shift();
        if (outcome === "gone" || (outcome === "end" && this.#isOver(file))) await this.#forget(file, flights);
      }
    } finally {
      await Promise.all(flights);
    }
  }

  // Looking at a file costs some 20 microseconds; with many files each is looked at less often.
  #idlePollMs(): number {
    return Math.min(idlePollMsMax, Math.max(idlePollMs, this.#files.size));
  }

  #block(bytes: number): Buffer {
    const block = this.#blocks.pop();
    return block !== undefined && block.length >= bytes ? block : Buffer.allocUnsafeSlow(Math.max(bytes, readBytes));
  }

  async #deliver(writer: LineWriter, positions: PositionUpdate[]): Promise<void> {
    const { records } = writer;
    if (records > 0) await this.#options.target.append({ data: writer.written(), records, positions });
    writer.length = 0;
    writer.records = 0;
    this.#writers.push(writer);
  }

  #isOver(file: TailedFile): boolean {
    return !file.present && performance.now() - file.grewMs >= rotatedFileMs;
  }

  async #forget(file: TailedFile, flights: Promise<void>[]): Promise<void> {
    this.#files.delete(file.key);
    const deleted = file.handle !== undefined && (await file.links()) === 0;
    await file.close();
    if (!deleted) return;
    flights.push(this.#options.target.append({ data: new Uint8Array(0), records: 0, positions: [[file.key, null]] }));
  }

  async #closeIdle(): Promise<void> {
    const open = [...this.#files.values()].filter((file) => file.handle !== undefined);
    if (open.length <= openFilesMax) return;
    open.sort((a, b) => a.grewMs - b.grewMs);
    for (const file of open.slice(0, open.length - openFilesMax)) await file.close();
  }
}
