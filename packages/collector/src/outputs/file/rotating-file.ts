// One file that is appended to and renamed to PATH.1 (PATH.2 …, compressed PATH.1.gz …) when it is full or old. A line
// that a crash has torn is cut off when the file is opened, and so is what an append that failed has left.
import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { syncDirectory } from "../../buffer/durable-file.js";
import { systemCodeOf } from "../../errors.js";
import { tornLineBytesMax } from "../../limits.js";

/** When a file is renamed, and what becomes of it. */
export interface RotationOptions {
  /** The file never grows beyond this. */
  bytesMax: number;
  /** The file is renamed when its first line is older than this. */
  ageMsMax: number;
  /** Renamed files that are kept. */
  filesMax: number;
  compress: boolean;
}

/** The file. */
export class RotatingFile {
  readonly path: string;
  readonly #options: RotationOptions;
  #size = -1;
  #begunMs = 0;

  constructor(path: string, options: RotationOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Appends lines, each with its newline, and flushes them to the disk. Answers the lines that are longer than the file may be. */
  async append(lines: readonly Buffer[]): Promise<number[]> {
    const size = this.#size === -1 ? undefined : await sizeOf(this.path);
    if (size === undefined) await this.#open();
    else this.#size = size;
    if (this.#size > 0 && Date.now() - this.#begunMs >= this.#options.ageMsMax) await this.rotate();
    const tooLong: number[] = [];
    let fitting: Buffer[] = [];
    let bytes = 0;
    for (const [index, line] of lines.entries()) {
      if (line.length > this.#options.bytesMax) {
        tooLong.push(index);
        continue;
      }
      if (this.#size + bytes + line.length > this.#options.bytesMax) {
        await this.#write(fitting);
        await this.rotate();
        [fitting, bytes] = [[], 0];
      }
      fitting.push(line);
      bytes += line.length;
    }
    await this.#write(fitting);
    return tooLong;
  }

  /** Renames the file, whatever its size; nothing happens when it is empty. */
  async rotate(): Promise<void> {
    if (this.#size <= 0) return;
    const { path } = this;
    const { filesMax, compress } = this.#options;
    for (const end of ["", ".gz"]) await rm(`${path}.${filesMax}${end}`, { force: true });
    for (let number = filesMax - 1; number >= 1; number -= 1) {
      for (const end of ["", ".gz"]) await renameIfThere(`${path}.${number}${end}`, `${path}.${number + 1}${end}`);
    }
    if (filesMax === 0) await rm(path);
    else await rename(path, `${path}.1`);
    this.#size = 0;
    if (compress && filesMax > 0) await compressFile(`${path}.1`);
    await syncDirectory(dirname(path));
  }

  async #open(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const handle = await open(this.path, "a+");
    try {
      const { size, birthtimeMs } = await handle.stat();
      const whole = await endOfLastLine(handle, size);
      if (whole < size) await handle.truncate(whole);
      this.#begunMs = birthtimeMs;
      this.#size = whole;
    } finally {
      await handle.close();
    }
    await syncDirectory(dirname(this.path));
  }

  async #write(lines: readonly Buffer[]): Promise<void> {
    if (lines.length === 0) return;
    const bytes = Buffer.concat(lines);
    const handle = await open(this.path, "a");
    try {
      if (this.#size === 0) this.#begunMs = Date.now();
      await handle.writeFile(bytes);
      await handle.datasync();
      this.#size += bytes.length;
    } catch (error) {
      await handle.truncate(this.#size).catch(() => {});
      throw error;
    } finally {
      await handle.close();
    }
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const step = 64 * 1024;
  const chunk = Buffer.alloc(step);
  const lowest = Math.max(0, size - tornLineBytesMax);
  for (let end = size; end > lowest; end -= step) {
    const start = Math.max(0, end - step);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    const newline = chunk.subarray(0, bytesRead).lastIndexOf(10);
    if (newline !== -1) return start + newline + 1;
  }
  // No line ends there: no file of ours, unless it is small enough to be one torn line.
  return lowest === 0 ? 0 : size;
}

// Retention, or somebody else, may have taken the file away.
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw error;
    return undefined;
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw error;
  }
}

async function compressFile(path: string): Promise<void> {
  const temporary = `${path}.gz.new`;
  await pipeline(createReadStream(path), createGzip({ level: 6 }), createWriteStream(temporary, { flush: true }));
  const { mtimeMs } = await stat(path);
  await rename(temporary, `${path}.gz`);
  await rm(path);
  const handle = await open(`${path}.gz`, "r+");
  try {
    await handle.utimes(mtimeMs / 1000, mtimeMs / 1000);
  } finally {
    await handle.close();
  }
}
