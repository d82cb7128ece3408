// A collector in a process of its own, with what its store kept: for tests that kill it, starve it or send it rubbish.
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorOptions } from "@cordwood/collector";

/** What a record that was kept looks like to these tests. */
export interface Row {
  message: string;
  parse_error: string;
  attributes: Record<string, string>;
}

/** Options that can be handed to another process. */
export type SceneOptions = Pick<CollectorOptions, "files" | "pipeline" | "buffer">;

/** How the process is started. */
export interface Conditions {
  crashAt?: string;
  clockJumps?: boolean;
  /** Without a store only the pipeline's outputs get records. @default true */
  store?: boolean;
}

/** Waits until `done`, at most `waitMs`; asks ever less often, since asking may mean to read everything. */
export async function until(done: () => boolean, waitMs = 30_000): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (let pause = 10; Date.now() < deadline && !done(); pause = Math.min(250, pause * 1.5)) await sleep(pause);
}

/** Resolves when the process has ended. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once("exit", resolve);
  });
}

/** A folder, a collector in it, and what was kept. */
export class CollectorScene {
  readonly folder: string = mkdtempSync(join(tmpdir(), "cordwood-fault-"));
  readonly #kept = join(this.folder, "kept");
  readonly #acknowledged = new Set<number>();
  #child?: ChildProcess;
  #batch = 0;

  constructor() {
    mkdirSync(this.#kept);
  }

  /** Starts a collector and resolves when it is ready, or has ended. */
  async start(options: SceneOptions, conditions: Conditions = {}): Promise<ChildProcess> {
    const { crashAt = "", clockJumps = false, store = true } = conditions;
    const args = [join(this.folder, "buffer"), JSON.stringify(options), store ? this.#kept : ""];
    const child = fork(join(import.meta.dirname, "collector-pipeline-child.mjs"), args, {
      env: { ...process.env, CORDWOOD_CRASH_AT: crashAt, ...(clockJumps && { CORDWOOD_CLOCK_JUMPS: "1" }) },
    });
    this.#child = child;
    child.on("message", (message: { kind: string; batch?: number; accepted?: number }) => {
      if (message.kind === "acknowledged" && message.accepted === 1) this.#acknowledged.add(message.batch ?? 0);
    });
    const ready = new Promise((resolve) => {
      child.once("message", resolve);
    });
    await Promise.race([ready, ended(child)]);
    return child;
  }

  /** Sends a record with the next number; its message is `number N`. */
  ingest(): number {
    const n = this.#batch++;
    if (this.#child?.connected === true) {
      this.#child.send({ kind: "ingest", batch: n, body: JSON.stringify({ message: `number ${n}` }) }, () => {});
    }
    return n;
  }

  /** Numbers of {@link ingest} that were acknowledged. */
  get acknowledged(): ReadonlySet<number> {
    return this.#acknowledged;
  }

  /** Records that the collector says it has received. */
  async received(): Promise<number> {
    const child = this.#child;
    const answer = new Promise<{ snapshot: { receivedRecords: number } }>((resolve) => {
      child?.once("message", resolve);
    });
    child?.send({ kind: "snapshot" });
    return (await answer).snapshot.receivedRecords;
  }

  /** Ends the process as a crash does. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    if (this.#child !== undefined) await ended(this.#child);
  }

  /** Ends the process in order. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !child.connected) return;
    child.send({ kind: "close" });
    await ended(child);
  }

  /** The greatest memory of the process so far, in megabytes. */
  get peakMegabytes(): number {
    const status = readFileSync(`/proc/${this.#child?.pid ?? 0}/status`, "latin1");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }

  /** Files and sockets that the process has open. */
  get openFiles(): number {
    return readdirSync(`/proc/${this.#child?.pid ?? 0}/fd`).length;
  }

  /** All records that were kept. */
  rows(): Row[] {
    const names = readdirSync(this.#kept).filter((name) => /^\d+$/.test(name));
    const texts = names.map((name) => readFileSync(join(this.#kept, name), "utf8"));
    return texts.flatMap((text) => text.split("\n").slice(0, -1)).map((line) => JSON.parse(line) as Row);
  }

  /** How often each message was kept. */
  messages(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { message } of this.rows()) counts.set(message, (counts.get(message) ?? 0) + 1);
    return counts;
  }

  /** Segments that came twice with different content. */
  get differing(): string[] {
    return readdirSync(this.#kept).filter((name) => name.includes("differs"));
  }

  /** Kills what runs and removes the folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Which of the expected are missing, and which of all came more than once. */
export function compare(counts: ReadonlyMap<string, number>, expected: Iterable<string>): object {
  const lost = [...expected].filter((each) => !counts.has(each));
  const doubled = [...counts].filter(([, copies]) => copies > 1).map(([each]) => each);
  return { lost, doubled };
}

/** Nothing is lost, nothing is doubled. */
export const eachOnce: object = { lost: [], doubled: [] };
