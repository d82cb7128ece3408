// One run of a program, in a process group of its own, so that what it starts ends with it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { reasonOf, systemCodeOf } from "../../errors.js";
import { execKillMs } from "../../limits.js";
import type { LineDecoder } from "../../record/line-decoder.js";
import type { InputTarget } from "../input.js";
import { readLines } from "../line-reader.js";

/** What to run. */
export interface ProgramOptions {
  file: string;
  args: readonly string[];
  /** @default that of the collector */
  directory?: string;
  /** Variables beside the collector's own. */
  environment: Readonly<Record<string, string>>;
  /** The run is ended after this. @default never */
  timeoutMs?: number;
}

/** Where the output of a run goes, and what ends it. */
export interface RunSurroundings {
  stdout: LineDecoder;
  /** @default the lines on stderr are dropped */
  stderr: LineDecoder | undefined;
  target: InputTarget;
  signal: AbortSignal;
}

/** A program that can be run. */
export class Program {
  readonly #options: ProgramOptions;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  /** Runs it until it ends and all that it wrote is in the buffer; answers what went wrong, or an empty text. */
  async run({ stdout, stderr, target, signal }: RunSurroundings): Promise<string> {
    if (signal.aborted) return "";
    const child = this.#spawn(stderr !== undefined);
    const exited = exitOf(child);
    const end = new Ending(child);
    signal.addEventListener("abort", end.begin, { once: true });
    const { timeoutMs } = this.#options;
    const timer = timeoutMs === undefined ? undefined : setTimeout(end.begin, timeoutMs);
    try {
      const streams: Promise<void>[] = [read(child.stdout, stdout, target)];
      if (stderr !== undefined) streams.push(read(child.stderr, stderr, target));
      await Promise.all(streams);
      const how = await exited;
      return end.begun && !signal.aborted ? `it was ended after ${timeoutMs} ms` : how;
    } catch (error) {
      end.begin();
      await exited;
      return reasonOf(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end.begin);
      end.over();
    }
  }

  #spawn(withErrors: boolean): ChildProcess {
    const { file, args, directory, environment } = this.#options;
    return spawn(file, [...args], {
      ...(directory !== undefined && { cwd: directory }),
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", withErrors ? "pipe" : "ignore"],
      detached: true,
      windowsHide: true,
    });
  }
}

async function read(stream: Readable | null, decoder: LineDecoder, target: InputTarget): Promise<void> {
  if (stream !== null) await readLines(stream, decoder, target);
}

async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    return code === 0 ? "" : `it ended with ${code === null ? signal : `status ${code}`}`;
  } catch (error) {
    return `it cannot be run: ${reasonOf(error)}`;
  }
}

/** Ends a process group: politely, then by force. */
class Ending {
  readonly #child: ChildProcess;
  #force: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Whether it was asked to end. */
  get begun(): boolean {
    return this.#force !== undefined;
  }

  readonly begin = (): void => {
    if (this.begun) return;
    this.#kill("SIGTERM");
    this.#force = setTimeout(() => {
      this.#kill("SIGKILL");
    }, execKillMs);
  };

  /** The program has ended. */
  over(): void {
    clearTimeout(this.#force);
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if (systemCodeOf(error) !== "ESRCH") throw error;
    }
  }
}
