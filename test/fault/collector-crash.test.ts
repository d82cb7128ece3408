// The collector is killed at every point where it changes what is on the disk, and at random moments. Afterwards each
// line of the tailed files and each acknowledged record is in the store once, and none is there twice.
import { type ChildProcess, fork } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";

const points = [
  "buffer.append.data",
  "buffer.append.written",
  "buffer.append.synced",
  "buffer.seal",
  "buffer.insert.before",
  "buffer.insert.after",
  "buffer.delete.before",
  "buffer.delete.after",
  "buffer.checkpoint.before",
  "buffer.checkpoint.after",
];

const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with a collector's buffer, what its store kept, and the file it tails; and numbered sources. */
class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), "cordwood-crash-"));
  readonly kept = join(this.folder, "kept");
  readonly log = join(this.folder, "logs", "app.log");
  readonly acknowledged = new Set<number>();
  #batches = new Map<number, number[]>();
  lines = 0;
  #records = 0;
  #rotations = 0;

  constructor() {
    folders.push(this.folder);
    mkdirSync(this.kept);
    mkdirSync(join(this.folder, "logs"));
  }

  /** Starts a collector, killed at `crashAt` when that is given. */
  async start(crashAt = ""): Promise<ChildProcess> {
    const files = [join(this.folder, "logs", "*.log*")];
    const child = fork(
      join(import.meta.dirname, "collector-child.mjs"),
      [join(this.folder, "buffer"), this.kept, ...files],
      { env: { ...process.env, CORDWOOD_CRASH_AT: crashAt } },
    );
    children.push(child);
    child.on("message", (message: { kind: string; batch?: number; accepted?: number }) => {
      if (message.kind !== "acknowledged") return;
      for (const n of this.#batches.get(message.batch ?? -1) ?? []) this.acknowledged.add(n);
    });
    await Promise.race([
      new Promise((resolve) => {
        child.once("message", resolve);
      }),
      ended(child),
    ]);
    return child;
  }

  /** Writes lines to the file and sends a batch to the collector. */
  feed(child: ChildProcess, count = 20): void {
    let text = "";
    for (let made = 0; made < count; made += 1, this.lines += 1) text += `{"message":"line","n":${this.lines}}\n`;
    appendFileSync(this.log, text);
    const numbers = Array.from({ length: count }, () => this.#records++);
    const body = numbers.map((n) => JSON.stringify({ message: "record", n })).join("\n");
    const batch = this.#batches.size;
    this.#batches.set(batch, numbers);
    if (child.connected) child.send({ kind: "ingest", batch, body }, () => {});
  }

  rotate(): void {
    this.#rotations += 1;
    renameSync(this.log, `${this.log}.${this.#rotations}`);
    appendFileSync(this.log, "");
  }

  /** How often each number is in the store, of tailed lines and of ingested records. */
  stored(): { lines: Map<string, number>; records: Map<string, number>; differing: string[] } {
    const counts = { line: new Map<string, number>(), record: new Map<string, number>() };
    const names = readdirSync(this.kept);
    for (const name of names.filter((each) => /^\d+$/.test(each))) {
      for (const text of readFileSync(join(this.kept, name), "utf8").trimEnd().split("\n")) {
        const row = JSON.parse(text) as { message: "line" | "record"; attributes: { n: string } };
        const of = counts[row.message];
        of.set(row.attributes.n, (of.get(row.attributes.n) ?? 0) + 1);
      }
    }
    return { lines: counts.line, records: counts.record, differing: names.filter((name) => name.includes("differs")) };
  }

  async finish(): Promise<void> {
    const child = await this.start();
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(100)) {
      if (this.stored().lines.size === this.lines) break;
    }
    child.send({ kind: "close" });
    await ended(child);
  }

  expectEachOnce(): void {
    const { lines, records, differing } = this.stored();
    const lost = Array.from({ length: this.lines }, (_, n) => String(n)).filter((n) => !lines.has(n));
    const lostRecords = [...this.acknowledged].filter((n) => !records.has(String(n)));
    const doubled = [...lines, ...records].filter(([, copies]) => copies > 1);
    expect({ lost, lostRecords, doubled, differing }).toEqual({
      lost: [],
      lostRecords: [],
      doubled: [],
      differing: [],
    });
  }
}

async function ended(child: ChildProcess): Promise<string | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.signalCode;
  return new Promise((resolve) => {
    child.once("exit", (_code, signal) => {
      resolve(signal);
    });
  });
}

test.each(points.flatMap((point) => [`${point}:1`, `${point}:4`]))("killed at %s", async (crashAt) => {
  const scene = new Scene();
  scene.feed(await scene.start());
  for (const child of children.splice(0)) {
    await sleep(60);
    child.kill("SIGKILL");
    await ended(child);
  }
  const child = await scene.start(crashAt);
  for (let round = 0; round < 400 && child.signalCode === null; round += 1) {
    scene.feed(child);
    if (round === 3) scene.rotate();
    await sleep(15);
  }
  expect(child.signalCode).toBe("SIGKILL");
  await scene.finish();
  scene.expectEachOnce();
});

const rounds = Number(process.env["CORDWOOD_CRASH_ROUNDS"] ?? 8);

test(`killed at ${rounds} random moments`, async () => {
  const scene = new Scene();
  for (let round = 0; round < rounds; round += 1) {
    const child = await scene.start();
    const end = Date.now() + Math.random() * 500;
    while (Date.now() < end) {
      scene.feed(child, 1 + Math.floor(Math.random() * 60));
      await sleep(Math.random() * 8);
    }
    if (round % 3 === 1) scene.rotate();
    child.kill("SIGKILL");
    await ended(child);
  }
  await scene.finish();
  scene.expectEachOnce();
  expect(scene.acknowledged.size).toBeGreaterThan(0);
});
