// Real log files from ten systems, tailed by the real command, counted exactly before and after restarts and kills.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { count, loghub, remove, startCordwood, temporaryFolder, until, type Cordwood } from "../cordwood.js";

const folders: string[] = [];
const running: Cordwood[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  for (const folder of folders.splice(0)) remove(folder);
});

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made;
}

async function start(data: string, files: string[]): Promise<Cordwood> {
  const server = await startCordwood({ data, args: files });
  running.push(server);
  return server;
}

const everything = "* | stats count()";
const ownRecords = "service:cordwood | stats count()";
const tailed = "log.file.path:* | stats count()";
const linesOf = (file: string): number =>
  readFileSync(file, "latin1")
    .split("\n")
    .filter((line) => line.trim() !== "").length;

const samples = existsSync(loghub)
  ? readdirSync(loghub, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(loghub, entry.name, `${entry.name}_2k.log`))
  : [];

test.skipIf(samples.length === 0)(
  "every line of ten systems is found, exactly, twice in a row after a restart",
  async () => {
    const data = folder();
    const expected = samples.reduce((sum, file) => sum + linesOf(file), 0);
    console.log(`tailing ${expected} lines of ${samples.length} files`);
    let server = await start(data, samples);
    await until(
      () => count(server.url, tailed),
      (found) => found >= expected,
    );
    for (let restart = 0; restart < 2; restart++) {
      await server.stop();
      server = await start(data, samples);
      await sleep(3_000);
      expect(await count(server.url, everything)).toBe(expected);
    }
    expect(await count(server.url, ownRecords)).toBeGreaterThan(0);
  },
);

test.skipIf(samples.length === 0)("kill -9 while tailing: every line once", async () => {
  const data = folder();
  const logs = folder();
  const file = join(logs, "grown.log");
  const lines = readFileSync(samples[0] ?? "", "latin1")
    .split("\n")
    .filter((line) => line.trim() !== "");
  writeFileSync(file, "");
  let written = 0;
  const append = (n: number): void => {
    appendFileSync(
      file,
      Array.from(
        { length: n },
        (_, i) =>
          `2026-01-02 03:04:05.${String(i % 1000).padStart(3, "0")} INFO app: line ${written + i} ${(lines[i % lines.length] ?? "").slice(0, 80)}\n`,
      ).join(""),
    );
    written += n;
  };
  for (let round = 0; round < 4; round++) {
    const server = await start(data, [file]);
    const growing = setInterval(() => append(400), 20);
    await sleep(700 + Math.random() * 1_200);
    await server.kill();
    clearInterval(growing);
  }
  const server = await start(data, [file]);
  await until(
    () => count(server.url, tailed),
    (found) => found >= written,
  );
  await sleep(2_500);
  expect(await count(server.url, tailed)).toBe(written);
});

test("rotation by rename and by truncation, and a file that appears later: every line once", async () => {
  const data = folder();
  const logs = folder();
  const file = join(logs, "app.log");
  writeFileSync(file, "first 1\nfirst 2\r\nfirst 3");
  const server = await start(data, [join(logs, "*.log")]);
  await until(
    () => count(server.url, tailed),
    (found) => found === 3,
  );
  appendFileSync(file, "\nfirst 4\n");
  renameSync(file, join(logs, "app.log.1"));
  writeFileSync(file, "second 1\nsecond 2\n");
  await until(
    () => count(server.url, tailed),
    (found) => found === 6,
  );
  copyFileSync(file, join(logs, "app.log.copy"));
  truncateSync(file);
  await sleep(1_500);
  appendFileSync(file, "third 1\n");
  writeFileSync(join(logs, "later.log"), Buffer.from([0x6c, 0xff, 0xfe, 0x0a]));
  await until(
    () => count(server.url, tailed),
    (found) => found === 8,
  );
  await sleep(1_500);
  expect(await count(server.url, tailed)).toBe(8);
});
