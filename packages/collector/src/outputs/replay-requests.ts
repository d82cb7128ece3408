// How another process asks a running collector to deliver refused records once more: a file NAME.replay in the
// directory of dead letters. The answer is NAME.replayed, with the outcome; who asked takes it away.
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Segment } from "@cordwood/store";
import { replaceFile } from "../buffer/durable-file.js";
import { replayPollMs } from "../limits.js";
import { type DeadLetters, listDeadLetters } from "./dead-letters.js";
import { replayLetter, type ReplayOutcome } from "./replay.js";

const asked = ".replay";
const answered = ".replayed";

/** Writes a request for refused records. */
export async function askForReplay(directory: string, name: string): Promise<void> {
  await writeFile(join(directory, `${name}${asked}`), "");
}

/** File in which the outcome of a request is found. */
export function replayAnswer(directory: string, name: string): string {
  return join(directory, `${name}${answered}`);
}

/** What answering needs of the collector. */
export interface ReplayRequestsOptions {
  directory: string;
  letters: DeadLetters;
  /** Delivers to an output that runs; undefined when there is none of that name. */
  deliverTo: (output: string) => ((segment: Segment) => Promise<void>) | undefined;
}

/** Answers requests until it is closed. */
export class ReplayRequests {
  readonly #options: ReplayRequestsOptions;
  #timer: NodeJS.Timeout | undefined;
  #answering: Promise<void> = Promise.resolve();

  constructor(options: ReplayRequestsOptions) {
    this.#options = options;
  }

  /** Looks for requests from now on. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#answering = this.#answerAll()
        // The directory cannot be read or written: whoever asks waits, and the deliveries say what is wrong.
        .catch(() => {})
        .finally(() => {
          if (this.#timer !== undefined) this.start();
        });
    }, replayPollMs).unref();
  }

  /** Ends; a request that is being answered is answered. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#answering;
  }

  async #answerAll(): Promise<void> {
    const { directory } = this.#options;
    const names = await readdir(directory).catch((): string[] => []);
    const wanted = new Set(names.filter((name) => name.endsWith(asked)).map((name) => name.slice(0, -asked.length)));
    if (wanted.size === 0) return;
    const letters = await listDeadLetters(directory);
    for (const name of wanted) {
      const letter = letters.find((each) => each.name === name);
      const outcome = letter === undefined ? gone(name) : await this.#replay(letter);
      await replaceFile(replayAnswer(directory, name), JSON.stringify(outcome));
      await rm(join(directory, `${name}${asked}`), { force: true });
    }
  }

  async #replay(letter: Awaited<ReturnType<typeof listDeadLetters>>[number]): Promise<ReplayOutcome> {
    const { output, records } = letter.about;
    const deliver = this.#options.deliverTo(output);
    if (deliver !== undefined) return replayLetter(letter, deliver, this.#options.letters);
    const reason = `there is no output ${output} any more`;
    return { name: letter.name, output, delivered: 0, refused: records, reason };
  }
}

function gone(name: string): ReplayOutcome {
  return { name, output: "", delivered: 0, refused: 0, reason: "there are no such records" };
}
