// What a move has done, in a file beside the store: lines of JSON, each on disk before what it tells of begins.

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";

import { StoreError } from "../errors.js";

/** Version of the file that this release writes. */
const stateVersion = 1;

/** Chunks that are moved by one insert. */
export interface MoveBatch {
  chunks: readonly string[];
  records: number;
  /** The deduplication token of the insert: the same batch again changes nothing. */
  token: string;
}

type Line = { version: number; target: string } | { begin: MoveBatch } | { done: string };

/** The state of a move, kept from one run to the next. */
export class MoveState {
  /** Folder of the file, and of the batches that are under way. */
  readonly directory: string;
  readonly #file: number;
  readonly #begun = new Map<string, MoveBatch>();
  readonly #claimed = new Set<string>();
  #records = 0;

  /**
   * Opens the state of the store in `path`, which must be locked.
   * @throws StoreError `CW_STORE_MOVE` when it tells of a move to another place, or cannot be read.
   */
  constructor(path: string, target: string) {
    this.directory = `${path}-move`;
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const name = join(this.directory, "state.ndjson");
    const lines = existsSync(name) ? wholeLines(name) : [];
    const refuse = (reason: string): never => {
      throw new StoreError("CW_STORE_MOVE", { path, reason });
    };
    const [head, ...rest] = lines.map((line) => readLine(line) ?? refuse(`${name} is damaged`));
    if (head !== undefined) {
      if (!("version" in head) || head.version > stateVersion) refuse(`${name} is of a newer release`);
      else if (head.target !== target) refuse(`a move to ${head.target} has begun; go on with it, or remove ${name}`);
    }
    for (const line of rest) this.#learn(line);
    this.#file = openSync(name, "a", 0o600);
    if (head === undefined) this.#write({ version: stateVersion, target });
  }

  /** Batches of which it is not known whether they have arrived. */
  get pending(): readonly MoveBatch[] {
    return [...this.#begun.values()];
  }

  /** Records of the batches that have arrived. */
  get records(): number {
    return this.#records;
  }

  /** Whether the chunk has been moved, or is in a batch that is pending. */
  has(chunk: string): boolean {
    return this.#claimed.has(chunk);
  }

  /** Call it before the batch is inserted. */
  begin(batch: MoveBatch): void {
    if (this.#begun.has(batch.token)) return;
    this.#write({ begin: batch });
    this.#learn({ begin: batch });
  }

  /** Call it when the batch is durable at its new place. */
  finish({ token }: MoveBatch): void {
    this.#write({ done: token });
    this.#learn({ done: token });
  }

  close(): void {
    closeSync(this.#file);
  }

  #learn(line: Line): void {
    if ("done" in line) {
      this.#records += this.#begun.get(line.done)?.records ?? 0;
      this.#begun.delete(line.done);
    }
    if (!("begin" in line)) return;
    this.#begun.set(line.begin.token, line.begin);
    for (const chunk of line.begin.chunks) this.#claimed.add(chunk);
  }

  #write(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
  }
}

/** The lines of the file; one that was being written when the process ended is cut off: nothing followed from it. */
function wholeLines(name: string): string[] {
  const content = readFileSync(name);
  const end = content.lastIndexOf("\n") + 1;
  if (end < content.length) truncateSync(name, end);
  return content.toString("utf8", 0, end).split("\n").slice(0, -1);
}

function readLine(line: string): Line | undefined {
  try {
    const value = JSON.parse(line) as Line;
    return typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}
