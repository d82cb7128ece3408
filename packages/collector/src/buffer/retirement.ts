// What happens to a segment that every output has: its data goes at once (that frees a full disk), its journal
// only after a checkpoint holds the positions that the journal commits.
import { unlink } from "node:fs/promises";
import { crashPoint } from "../crash-point.js";
import { systemCodeOf } from "../errors.js";
import { checkpointIntervalMs, retiredJournalsMax } from "../limits.js";
import { writeCheckpoint, type Checkpoint } from "./checkpoint.js";
import { dataPath, journalPath } from "./segment-file.js";

/** Removes delivered segments and writes checkpoints. */
export class Retirement {
  readonly #directory: string;
  readonly #checkpoint: () => Checkpoint;
  readonly #onTrouble: (error: unknown) => void;
  #journals: string[];
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** `checkpoint` gives the state of now; `journals` are chunks found delivered when the buffer was opened. */
  constructor(
    directory: string,
    journals: readonly string[],
    checkpoint: () => Checkpoint,
    onTrouble: (error: unknown) => void,
  ) {
    this.#directory = directory;
    this.#journals = [...journals];
    this.#checkpoint = checkpoint;
    this.#onTrouble = onTrouble;
  }

  /** Removes the data of a segment and leaves its journal for the next checkpoint. */
  async retire(chunk: string): Promise<void> {
    crashPoint("buffer.delete.before");
    await removeIfThere(dataPath(this.#directory, chunk));
    crashPoint("buffer.delete.after");
    this.#journals.push(chunk);
    if (this.#journals.length >= retiredJournalsMax) await this.checkpoint();
    else this.schedule();
  }

  /** Writes a checkpoint within {@link checkpointIntervalMs}. */
  schedule(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.checkpoint().catch(this.#onTrouble);
    }, checkpointIntervalMs).unref();
  }

  /** Writes the last checkpoint; none is written by itself afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.checkpoint();
  }

  /** Writes a checkpoint now and removes the journals that it replaces. */
  checkpoint(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const replaced = this.#journals;
    this.#journals = [];
    try {
      crashPoint("buffer.checkpoint.before");
      await writeCheckpoint(this.#directory, this.#checkpoint());
      crashPoint("buffer.checkpoint.after");
      for (const chunk of replaced) await removeIfThere(journalPath(this.#directory, chunk));
    } catch (error) {
      this.#journals.unshift(...replaced);
      throw error;
    }
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCodeOf(error) !== "ENOENT") throw error;
  }
}
