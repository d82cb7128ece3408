// Files that are rotated, truncated, deleted or replaced while they are read, thousands of them, lines of 64 MiB and
// halves of characters; and a clock that jumps. Each line is kept once.
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { CollectorScene, compare, eachOnce, until } from "./collector-scene.js";

const memoryMegabytesMax = 300;
let scene: CollectorScene;

afterEach(() => scene.remove());

/** The folder of the tailed files. */
function logs(): string {
  const folder = join(scene.folder, "logs");
  mkdirSync(folder, { recursive: true });
  return folder;
}

const lines = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `line ${first + index} of a file`);

async function kept(count: number): Promise<void> {
  await until(() => scene.messages().size >= count, 100_000);
}

test("rotated, deleted and replaced while it is written to and read", async () => {
  scene = new CollectorScene();
  const file = join(logs(), "app.log");
  writeFileSync(file, "");
  await scene.start({ files: [join(logs(), "app.log*")] });
  let written = 0;
  for (let round = 0; round < 60; round += 1) {
    const text = `${lines(written, 50).join("\n")}\n`;
    written += 50;
    // A line may come in two writes, with the rotation between them.
    const middle = Math.floor(text.length / 3);
    const handle = openSync(file, "a");
    writeSync(handle, text.slice(0, middle));
    if (round % 5 === 4) renameSync(file, `${file}.${round}`);
    writeSync(handle, text.slice(middle));
    closeSync(handle);
    if (round % 20 === 19) await deleteRead(`${file}.${round}`, written);
    await sleep(5);
  }
  await kept(written);
  await scene.stop();
  expect(compare(scene.messages(), lines(0, written))).toEqual(eachOnce);
});

/** Deletes a file of which all was read; what nobody had read could not be kept. */
async function deleteRead(path: string, written: number): Promise<void> {
  await kept(written);
  unlinkSync(path);
}

test("truncated again and again, also to grow past its old end at once", async () => {
  scene = new CollectorScene();
  const file = join(logs(), "app.log");
  writeFileSync(file, "");
  await scene.start({ files: [file] });
  let written = 0;
  for (let round = 0; round < 4; round += 1) {
    const count = 10 + round * 40;
    const text = `${lines(written, count).join("\n")}\n`;
    written += count;
    truncateSync(file);
    appendFileSync(file, text);
    await kept(written);
  }
  await scene.stop();
  expect(compare(scene.messages(), lines(0, written))).toEqual(eachOnce);
});

// A night's run takes ten thousand.
const manyFiles = Number(process.env["CORDWOOD_MANY_FILES"] ?? 4000);

test(`${manyFiles} files: bounded memory and handles, each line once after a kill`, async () => {
  scene = new CollectorScene();
  const folder = logs();
  const path = (n: number): string => join(folder, `${n}.log`);
  const first = Array.from({ length: manyFiles }, (_, n) => `first of ${n}`);
  for (const [n, line] of first.entries()) writeFileSync(path(n), `${line}\n`);
  await scene.start({ files: [join(folder, "*.log")] });
  await kept(manyFiles);
  const second: string[] = [];
  for (let n = 0; n < manyFiles; n += 50) {
    second.push(`second of ${n}`);
    appendFileSync(path(n), `second of ${n}\n`);
    if (n % 500 > 0) continue;
    renameSync(path(n), `${path(n)}.1`);
    second.push(`third of ${n}`);
    writeFileSync(path(n), `third of ${n}\n`);
  }
  await kept(manyFiles + second.length / 2);
  expect(scene.peakMegabytes).toBeLessThan(memoryMegabytesMax);
  expect(scene.openFiles).toBeLessThan(700);
  await scene.kill();
  await scene.start({ files: [join(folder, "*.log")] });
  await kept(manyFiles + second.length);
  await scene.stop();
  expect(compare(scene.messages(), [...first, ...second])).toEqual(eachOnce);
});

test("lines of 64 MiB, halves of characters, zeros and no newline at the end", async () => {
  scene = new CollectorScene();
  const file = join(logs(), "app.log");
  const handle = openSync(file, "w");
  writeSync(handle, "before\n");
  const mebibyte = Buffer.alloc(1024 * 1024, "ä");
  for (let n = 0; n < 64; n += 1) writeSync(handle, mebibyte);
  writeSync(handle, Buffer.from("\nhalf \xe2\x82\nhalf\xf0\x9f again\n", "latin1"));
  writeSync(handle, Buffer.concat([Buffer.alloc(3 * 1024 * 1024), Buffer.from("\n")]));
  writeSync(handle, "last");
  closeSync(handle);
  await scene.start({ files: [file] });
  await until(() => scene.messages().has("last"));
  expect(scene.peakMegabytes).toBeLessThan(memoryMegabytesMax);
  await scene.stop();
  const rows = scene.rows();
  const parts = rows.filter(({ message }) => message.startsWith("ä"));
  expect(parts.length).toBeGreaterThan(60);
  expect(parts.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0)).toBe(64 * 1024 * 1024);
  expect(parts.every((row) => row.parse_error.startsWith("line longer than"))).toBe(true);
  const short = rows.map(({ message }) => message).filter((message) => message.length < 100);
  expect(short).toEqual(["before", "half \ufffd", "half\ufffd again", "last"]);
});

test("a clock that jumps by hours, with kills: each line and each acknowledged record once", async () => {
  scene = new CollectorScene();
  const file = join(logs(), "app.log");
  let written = 0;
  for (let round = 0; round < 3; round += 1) {
    await scene.start({ files: [file] }, { clockJumps: true });
    for (let step = 0; step < 40; step += 1) {
      appendFileSync(file, `${lines(written, 20).join("\n")}\n`);
      written += 20;
      scene.ingest();
      await sleep(8);
    }
    await scene.kill();
  }
  await scene.start({ files: [file] }, { clockJumps: true });
  await until(() => [...scene.messages().keys()].filter((message) => message.startsWith("line")).length >= written);
  await scene.stop();
  const records = [...scene.acknowledged].map((n) => `number ${n}`);
  expect(records.length).toBeGreaterThan(0);
  expect(compare(scene.messages(), [...lines(0, written), ...records])).toEqual(eachOnce);
  expect(scene.differing).toEqual([]);
});
