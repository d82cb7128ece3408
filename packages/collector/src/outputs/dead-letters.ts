// Records that an output refused for good, kept with the reason so that nothing vanishes. The directory is bounded:
// when it is full the oldest go, and that is said.
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "@cordwood/logging";
import type { Segment } from "@cordwood/store";
import { replaceFile, syncDirectory, writeDurably } from "../buffer/durable-file.js";
import { systemCodeOf } from "../errors.js";
import { deadLetterBytesMax, deadLettersMax } from "../limits.js";
import type { RefusedError, RefusedLine } from "./output.js";

/** What stands beside refused records. */
export interface DeadLetterReason {
  output: string;
  reason: string;
  /** The segment that they were refused in. */
  chunk: string;
  /** The id under which they are delivered again, so that a target that tells repeated chunks apart takes them once. */
  replayChunk: string;
  records: number;
  /** When they were refused, ISO 8601. */
  time: string;
  /** Lines in the segment with the reason of each, in the order of the kept lines; none when all were refused. */
  lines?: readonly RefusedLine[];
}

/** Refused records that lie in the directory. */
export interface DeadLetter {
  /** Its file without the directory. */
  name: string;
  path: string;
  bytes: number;
  about: DeadLetterReason;
}

/** How refused records are kept. */
export interface DeadLettersOptions {
  /** Created when the first are kept. */
  directory: string;
  logger: Logger;
  /** Makes chunk ids that no segment has. */
  newChunk: () => string;
  /** @default deadLetterBytesMax */
  bytesMax?: number;
  /** @default deadLettersMax */
  countMax?: number;
}

const extension = ".ndjson";
const newline = 0x0a;

/** A directory of refused records. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  #dropped = 0;
  /** At least what is there; more than any bound until it was looked. */
  #held = { bytes: Infinity, count: 0 };

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** Records that were dropped to keep the bound. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Copies the refused lines of a segment here, with the reason beside them, and answers the copy's path. */
  async keep(segment: Segment, output: string, refusal: RefusedError): Promise<string> {
    const { directory, newChunk } = this.#options;
    await mkdir(directory, { recursive: true });
    const name = `${segment.chunk}.${output.replaceAll(/[^\w.-]/g, "_")}`;
    const data = refusedBytes(await readFile(segment.path), refusal.lines);
    await this.#makeRoom(data.length);
    const records = refusal.lines?.length ?? segment.records;
    const about: DeadLetterReason = {
      output,
      reason: refusal.message,
      chunk: segment.chunk,
      replayChunk: newChunk(),
      records,
      time: new Date().toISOString(),
      ...(refusal.lines !== undefined && { lines: refusal.lines }),
    };
    const path = join(directory, `${name}${extension}`);
    // The reason comes first: records without one would never be looked at.
    await replaceFile(reasonPath(path), `${JSON.stringify(about)}\n`);
    await writeDurably(`${path}.new`, data);
    await rename(`${path}.new`, path);
    await syncDirectory(directory);
    return path;
  }

  async #makeRoom(bytes: number): Promise<void> {
    const { bytesMax = deadLetterBytesMax, countMax = deadLettersMax } = this.#options;
    this.#held = { bytes: this.#held.bytes + bytes, count: this.#held.count + 1 };
    if (this.#held.bytes <= bytesMax && this.#held.count <= countMax) return;
    // What was delivered once more or removed by hand is still counted; looking takes time, so it is done only now.
    const letters = await listDeadLetters(this.#options.directory);
    this.#held = { bytes: letters.reduce((sum, letter) => sum + letter.bytes, bytes), count: letters.length + 1 };
    for (const letter of letters) {
      if (this.#held.bytes <= bytesMax && this.#held.count <= countMax) return;
      await removeDeadLetter(letter);
      this.#held = { bytes: this.#held.bytes - letter.bytes, count: this.#held.count - 1 };
      this.#drop(letter);
    }
  }

  #drop({ about, name }: DeadLetter): void {
    this.#dropped += about.records;
    this.#options.logger.error(
      "dropped %d refused records in %s: there are too many dead letters",
      about.records,
      name,
    );
  }
}

/** What lies in a directory of refused records, oldest first. */
export async function listDeadLetters(directory: string): Promise<DeadLetter[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (systemCodeOf(error) === "ENOENT") return [];
    throw error;
  });
  const letters = await Promise.all(
    names.filter((name) => name.endsWith(extension)).map((name) => readDeadLetter(join(directory, name), name)),
  );
  return letters
    .filter((letter) => letter !== undefined)
    .toSorted((a, b) => (a.about.time < b.about.time ? -1 : Number(a.about.time > b.about.time)));
}

/** Removes refused records with their reason. */
export async function removeDeadLetter({ path }: DeadLetter): Promise<void> {
  await rm(path, { force: true });
  await rm(reasonPath(path), { force: true });
}

async function readDeadLetter(path: string, name: string): Promise<DeadLetter | undefined> {
  try {
    const [{ size }, reason] = await Promise.all([stat(path), readFile(reasonPath(path), "utf8")]);
    const about = JSON.parse(reason) as DeadLetterReason;
    return { name, path, bytes: size, about: { ...about, replayChunk: about.replayChunk ?? about.chunk } };
  } catch (error) {
    // It was removed meanwhile, or its reason is not there yet.
    if (systemCodeOf(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonPath(path: string): string {
  return `${path.slice(0, -extension.length)}.reason.json`;
}

function refusedBytes(bytes: Buffer, refused: readonly RefusedLine[] | undefined): Buffer {
  if (refused === undefined) return bytes;
  const wanted = new Set(refused.map(({ line }) => line));
  const kept: Buffer[] = [];
  for (let start = 0, number = 0; start < bytes.length; number += 1) {
    const newlineAt = bytes.indexOf(newline, start);
    const end = newlineAt === -1 ? bytes.length : newlineAt + 1;
    if (wanted.has(number)) kept.push(bytes.subarray(start, end));
    start = end;
  }
  return Buffer.concat(kept);
}
