import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SharedFile } from "./shared-file.js";
import { TokenLock } from "./token-lock.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shared-file-"));
  path = join(folder, "app.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (text: string): Uint8Array => Buffer.from(`${text}\n`);
const logs = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith("app.log"))
    .toSorted();
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

/** All lines, oldest first. */
function everything(): string[] {
  const oldestFirst = logs().toSorted((a, b) => number(b) - number(a));
  return oldestFirst.flatMap((name) => read(name).split("\n").slice(0, -1));
}
const number = (name: string): number => Number(name.slice("app.log.".length) || 0);

test("rotates before the bound is passed and keeps as many old files as asked", () => {
  const file = new SharedFile(path, { maxBytes: 10, backupCount: 2 });
  for (const text of ["one", "two", "three", "four", "five", "six"]) file.append(line(text));
  file.close();
  expect(logs()).toEqual(["app.log", "app.log.1", "app.log.2"]);
  expect([read("app.log.2"), read("app.log.1"), read("app.log")]).toEqual(["three\n", "four\nfive\n", "six\n"]);
});

test("never rotates without a backup count, as in Python", () => {
  const file = new SharedFile(path, { maxBytes: 4 });
  for (const text of ["one", "two", "three"]) file.append(line(text));
  file.close();
  expect(read("app.log")).toBe("one\ntwo\nthree\n");
});

test("closes the gap that a rotation cut short has left", () => {
  const file = new SharedFile(path, { maxBytes: 5, backupCount: 5 });
  for (const text of ["one", "two", "three", "four"]) file.append(line(text));
  unlinkSync(join(folder, "app.log.1"));
  file.append(line("five"));
  file.close();
  expect(everything()).toEqual(["one", "two", "four", "five"]);
  expect(logs()).toEqual(["app.log", "app.log.1", "app.log.2", "app.log.3"]);
});

test("cuts off the line that a killed process left unfinished, before anything follows it", async () => {
  const file = new SharedFile(path);
  file.append(line("whole"));
  const lock = join(folder, ".app.log.lock");
  const dead = `4194303_1_${namespaceOf(lock)}_0_1`;
  renameSync(join(lock, "free"), join(lock, dead));
  appendFileSync(path, "half a li");
  await sleep(10);
  file.append(line("next"));
  file.close();
  expect(read("app.log")).toBe("whole\nnext\n");
});

test("follows when another program renames or deletes the file", () => {
  const file = new SharedFile(path);
  file.append(line("one"));
  renameSync(path, `${path}.1`);
  file.append(line("two"));
  unlinkSync(path);
  file.append(line("three"));
  file.close();
  expect(everything()).toEqual(["one", "three"]);
});

/** How the lock names this PID namespace: it is seen while the token is held. */
function namespaceOf(lock: string): string {
  const other = new TokenLock(path);
  other.tryAcquire();
  const holder = readdirSync(lock)[0] ?? "";
  other.release();
  return holder.split("_")[2] ?? "";
}

const writer = `
  const { SharedFile } = await import(process.argv[1]);
  const [, , path, id, lines] = process.argv;
  const file = new SharedFile(path, { maxBytes: 500_000, backupCount: 10_000 });
  process.stdout.write("started");
  for (let i = 0; i < Number(lines); i += 5) {
    file.append(Buffer.from([0, 1, 2, 3, 4].map((n) => \`writer \${id} line \${i + n} ${"x".repeat(60)}\\n\`).join("")));
  }
`;

/** Starts a process that writes lines; needs the compiled package, as an application does. */
async function startWriter(id: number, lines: number): Promise<{ ended: Promise<unknown>; kill: () => void }> {
  const built = new URL("../../dist/shared/shared-file.js", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", writer, built, path, String(id), String(lines)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  return { ended, kill: () => child.kill("SIGKILL") };
}

function perWriter(lines: string[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const text of lines) {
    const [, id, line] = /^writer (\d+) line (\d+) x{60}$/.exec(text) ?? expect.fail(`a torn line: ${text}`);
    const numbers = found.get(Number(id)) ?? [];
    numbers.push(Number(line));
    found.set(Number(id), numbers);
  }
  return found;
}

test("eight processes rotate one file, some are killed: no line torn, doubled, out of order, or lost from a survivor", async () => {
  const lines = 10_000;
  const survivors = [0, 1, 2, 3];
  const writers = await Promise.all(
    [...survivors, 4, 5, 6, 7].map((id) => startWriter(id, id < 4 ? lines : 1_000_000)),
  );
  for (const [i, doomed] of writers.slice(4).entries()) setTimeout(doomed.kill, 50 + i * 40);
  await Promise.all(writers.map((item) => item.ended));
  const found = perWriter(everything());
  for (const id of survivors) expect(found.get(id)).toEqual(Array.from({ length: lines }, (_, i) => i));
  for (const numbers of found.values()) expect(numbers).toEqual(numbers.map((_, i) => i));
  expect(logs().length).toBeGreaterThan(3);
});
