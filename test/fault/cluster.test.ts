// Many processes send their records to one listener that writes one rotated file; both sides are killed at random.
// CORDWOOD_SHARED_LINES sets the lines per process (100000 for the figure in the documentation).
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { remove, root, temporaryFolder } from "../cordwood.js";
import { format, linesByWriter, logLine, upTo } from "./lines.js";

const linesEach = Number(process.env["CORDWOOD_SHARED_LINES"] ?? 20_000);

let folder: string;
const running: ChildProcess[] = [];
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  remove(folder);
});

const listenerProgram = `
  import { Formatter, getLogger } from "@cordwood/logging";
  import { LedgerFileHandler, startLogListener } from "@cordwood/logging/cluster";
  const [, socket, file, maxBytes] = process.argv;
  const handler = new LedgerFileHandler(file, { maxBytes: Number(maxBytes), backupCount: 1000 });
  handler.setFormatter(new Formatter("${format}"));
  getLogger().addHandler(handler);
  await startLogListener(socket);
  setInterval(() => {}, 1000);
  process.send("started");
`;

const workerProgram = `
  import { getLogger } from "@cordwood/logging";
  import { ClusterHandler } from "@cordwood/logging/cluster";
  const [, socket, id, lines] = process.argv;
  const handler = new ClusterHandler(socket, { onFull: "block", queueEntriesMax: 20000, batchEntriesMax: 2000, closeMs: 60000, retryMsMax: 100 });
  handler.handleError = () => {};
  const log = getLogger("worker." + id);
  log.setLevel("INFO");
  log.propagate = false;
  log.addHandler(handler);
  process.send("started");
  for (let i = 0; i < Number(lines); i++) {
    ${logLine}
    // A program that logs faster than can be delivered waits, as one does that cares for every line.
    while (handler.counts.queued > 10000) await new Promise((resolve) => setTimeout(resolve, 1));
    if (i % 100 === 99) await new Promise(setImmediate);
  }
  while (handler.counts.queued > 0) await handler.flush();
  await handler.close();
`;

async function start(
  program: string,
  ...args: string[]
): Promise<{ ended: Promise<unknown>; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  running.push(child);
  const ended = once(child, "exit");
  await Promise.race([once(child, "message"), ended]);
  child.disconnect();
  return {
    ended,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const socket = (): string => join(folder, "listener");
const listener = (): ReturnType<typeof start> =>
  start(listenerProgram, socket(), join(folder, "app.log"), String(linesEach * 100));
const worker = (id: number, lines: number): ReturnType<typeof start> =>
  start(workerProgram, socket(), String(id), String(lines));

test("eight processes and a listener: every line once and in order", async () => {
  const listening = await listener();
  const started = performance.now();
  const workers = await Promise.all(upTo(8).map((id) => worker(id, linesEach)));
  await Promise.all(workers.map((item) => item.ended));
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `8 x ${linesEach} records in ${seconds.toFixed(1)} s: ${Math.round((8 * linesEach) / seconds)} lines/s, ${readdirSync(folder).length - 3} files`,
  );
  await listening.kill();
  const found = linesByWriter(folder, "app.log");
  for (const id of upTo(8)) expect(found.get(id)).toEqual(upTo(linesEach));
});

test("workers and the listener killed at random: survivors complete, nothing twice", async () => {
  let listening = await listener();
  const survivors = await Promise.all(upTo(4).map((id) => worker(id, linesEach)));
  const allDone = Promise.all(survivors.map((item) => item.ended)).then(() => true);
  let id = 4;
  let kills = 0;
  while (!(await Promise.race([allDone, sleep(50 + Math.random() * 300)]))) {
    const doomed = await worker(id++, 10_000_000);
    await listening.kill();
    kills += 1;
    await sleep(Math.random() * 50);
    listening = await listener();
    await sleep(Math.random() * 200);
    await doomed.kill();
  }
  console.log(`killed the listener ${kills} times and ${id - 4} workers`);
  expect(kills).toBeGreaterThan(0);
  await (
    await worker(id++, 10)
  ).ended;
  await listening.kill();
  const found = linesByWriter(folder, "app.log");
  for (const survivor of upTo(4)) expect(found.get(survivor)).toEqual(upTo(linesEach));
  for (const numbers of found.values()) expect(numbers).toEqual(upTo(numbers.length));
});
