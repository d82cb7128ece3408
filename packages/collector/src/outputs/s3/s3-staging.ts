// A folder where segments are gathered until there is enough for large objects. A segment is delivered when its copy is
// durable here. What goes together is written down before it is sent, so that after a crash the same segments make the
// same objects, which replace what was there.
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Segment } from "@cordwood/store";
import { replaceFile, syncDirectory } from "../../buffer/durable-file.js";
import { systemCodeOf } from "../../errors.js";

/** What is gathered, and when it goes. */
export interface S3StagingOptions {
  directory: string;
  /** Segments of so many bytes go together. */
  bytesMax: number;
  /** What may wait here; beyond it deliveries wait for the target. */
  stagedBytesMax: number;
  /** Nothing waits longer than this. */
  intervalMs: number;
  /** Sends files together, as objects that are named for `place`. */
  upload: (paths: readonly string[], place: string, signal: AbortSignal) => Promise<void>;
}

interface Staged {
  chunk: string;
  bytes: number;
  sinceMs: number;
}

/** What goes together, and whether it has gone: then only its files are still to be deleted. */
interface Manifest {
  chunks: string[];
  done: boolean;
}

const manifestName = "upload.json";

/** The folder. */
export class S3Staging {
  readonly #options: S3StagingOptions;
  readonly #closing = new AbortController();
  #staged: Staged[] = [];
  #opening: Promise<void> | undefined;
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fault: unknown;

  constructor(options: S3StagingOptions) {
    this.#options = options;
  }

  /** Sends what is here since before, when it is due. What fails is said by the next delivery. */
  start(): void {
    this.#opening ??= this.#open();
    this.#opening.then(
      () => this.#schedule(),
      () => {},
    );
  }

  /**
   * Keeps a copy of the segment. When sending has failed, or the folder is full, it is tried first: what fails then is
   * this delivery, and the segment stays where it is.
   */
  async add(segment: Segment, signal: AbortSignal): Promise<void> {
    this.#opening ??= this.#open();
    try {
      await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
    const isFull = this.#bytes() + segment.bytes > this.#options.stagedBytesMax;
    if (this.#fault !== undefined || (isFull && this.#staged.length > 0)) await this.#send(signal);
    if (!this.#staged.some(({ chunk }) => chunk === segment.chunk)) await this.#keep(segment);
    this.#schedule();
  }

  /** Stops sending; what is here stays for the next start. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closing.abort();
    await this.#sending?.catch(() => {});
  }

  #bytes(): number {
    return this.#staged.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #path(chunk: string): string {
    return join(this.#options.directory, `${chunk}.ndjson`);
  }

  async #open(): Promise<void> {
    const { directory } = this.#options;
    this.#staged = [];
    await mkdir(directory, { recursive: true });
    for (const name of (await readdir(directory)).toSorted()) {
      const path = join(directory, name);
      if (name.endsWith(".new")) await rm(path);
      else if (name.endsWith(".ndjson")) {
        const { size, mtimeMs } = await stat(path);
        this.#staged.push({ chunk: name.slice(0, -".ndjson".length), bytes: size, sinceMs: mtimeMs });
      }
    }
    const { chunks, done } = await this.#read();
    if (done) await this.#delete(chunks);
  }

  async #keep({ path, chunk, bytes }: Segment): Promise<void> {
    const target = this.#path(chunk);
    await copyFile(path, `${target}.new`);
    const handle = await open(`${target}.new`, "r+");
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(`${target}.new`, target);
    await syncDirectory(this.#options.directory);
    this.#staged.push({ chunk, bytes, sinceMs: Date.now() });
  }

  #schedule(): void {
    const [oldest] = this.#staged;
    if (this.#closing.signal.aborted || this.#sending !== undefined || oldest === undefined) return;
    const waitMs = this.#bytes() >= this.#options.bytesMax ? 0 : oldest.sinceMs + this.#options.intervalMs - Date.now();
    clearTimeout(this.#timer);
    // A failure is kept for the next delivery, which reports it and tries again with growing waits.
    this.#timer = setTimeout(
      () => {
        this.#send(this.#closing.signal).then(
          () => this.#schedule(),
          () => {},
        );
      },
      Math.max(0, waitMs),
    );
    this.#timer.unref();
  }

  // One at a time; whoever comes meanwhile gets the outcome of the one that runs.
  #send(signal: AbortSignal): Promise<void> {
    this.#sending ??= this.#sendOnce(AbortSignal.any([signal, this.#closing.signal])).finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendOnce(signal: AbortSignal): Promise<void> {
    try {
      const chunks = await this.#together();
      if (chunks[0] === undefined) return;
      await this.#options.upload(
        chunks.map((chunk) => this.#path(chunk)),
        chunks[0],
        signal,
      );
      await this.#write({ chunks, done: true });
      await this.#delete(chunks);
      this.#fault = undefined;
    } catch (error) {
      if (!signal.aborted) this.#fault = error;
      throw error;
    }
  }

  // What an earlier try has begun is finished first, with the same segments.
  async #together(): Promise<string[]> {
    const begun = await this.#read();
    if (begun.chunks.length > 0) return begun.chunks;
    const chunks: string[] = [];
    let bytes = 0;
    for (const staged of this.#staged) {
      if (chunks.length > 0 && bytes + staged.bytes > this.#options.bytesMax) break;
      chunks.push(staged.chunk);
      bytes += staged.bytes;
    }
    if (chunks.length > 0) await this.#write({ chunks, done: false });
    return chunks;
  }

  async #delete(chunks: readonly string[]): Promise<void> {
    for (const chunk of chunks) await rm(this.#path(chunk), { force: true });
    await rm(this.#manifest, { force: true });
    const gone = new Set(chunks);
    this.#staged = this.#staged.filter(({ chunk }) => !gone.has(chunk));
  }

  get #manifest(): string {
    return join(this.#options.directory, manifestName);
  }

  #write(manifest: Manifest): Promise<void> {
    return replaceFile(this.#manifest, JSON.stringify(manifest));
  }

  async #read(): Promise<Manifest> {
    try {
      return JSON.parse(await readFile(this.#manifest, "utf8")) as Manifest;
    } catch (error) {
      if (systemCodeOf(error) === "ENOENT") return { chunks: [], done: false };
      throw error;
    }
  }
}
