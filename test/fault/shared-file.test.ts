// Many processes, one rotated log, killed at random: every line of a survivor once, in order, and only whole lines.
// CORDWOOD_SHARED_LINES sets the lines per process (100000 for the figure in the documentation).
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { remove, root, temporaryFolder } from "../cordwood.js";
import { format, linesByWriter, logLine, upTo } from "./lines.js";

const linesEach = Number(process.env["CORDWOOD_SHARED_LINES"] ?? 20_000);
const rotateBytes = linesEach * 100;

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => remove(folder));

const program = `
  import { Formatter, getLogger } from "@cordwood/logging";
  import { SharedFileHandler } from "@cordwood/logging/handlers";
  const [, path, id, lines, maxBytes] = process.argv;
  const handler = new SharedFileHandler(path, { maxBytes: Number(maxBytes), backupCount: 1000 });
  handler.setFormatter(new Formatter("${format}"));
  const log = getLogger("worker." + id);
  log.setLevel("INFO");
  log.addHandler(handler);
  process.send("started");
  for (let i = 0; i < Number(lines); i++) {
    ${logLine}
    if (i % 100 === 99) await new Promise(setImmediate);
  }
`;

async function startWriter(
  id: number,
  lines: number,
  maxBytes = rotateBytes,
): Promise<{ ended: Promise<unknown>; kill: () => void }> {
  const args = [
    "--input-type=module",
    "-e",
    program,
    join(folder, "app.log"),
    String(id),
    String(lines),
    String(maxBytes),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit");
  await Promise.race([once(child, "message"), ended]);
  return { ended, kill: () => child.kill("SIGKILL") };
}

test("eight processes, one rotated file: every line once and in order", async () => {
  const started = performance.now();
  const writers = await Promise.all(upTo(8).map((id) => startWriter(id, linesEach)));
  await Promise.all(writers.map((writer) => writer.ended));
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `8 x ${linesEach} lines in ${seconds.toFixed(1)} s: ${Math.round((8 * linesEach) / seconds)} lines/s, ${readdirSync(folder).length - 1} files`,
  );
  const found = linesByWriter(folder, "app.log");
  for (const id of upTo(8)) expect(found.get(id)).toEqual(upTo(linesEach));
});

test("processes killed at random: survivors complete, no torn line", async () => {
  const survivors = await Promise.all(upTo(4).map((id) => startWriter(id, linesEach)));
  let id = 4;
  const killing = (async () => {
    for (let round = 0; round < 10; round++) {
      const doomed = await Promise.all([startWriter(id++, 10_000_000), startWriter(id++, 10_000_000)]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      for (const writer of doomed) writer.kill();
      await Promise.all(doomed.map((writer) => writer.ended));
    }
  })();
  await Promise.all([killing, ...survivors.map((writer) => writer.ended)]);
  await (
    await startWriter(id++, 100)
  ).ended;
  const found = linesByWriter(folder, "app.log");
  for (const survivor of upTo(4)) expect(found.get(survivor)).toEqual(upTo(linesEach));
  for (const numbers of found.values()) expect(numbers).toEqual(upTo(numbers.length));
});

const logrotate = "/usr/sbin/logrotate";
const hasLogrotate = existsSync(logrotate);
if (!hasLogrotate && process.env["CORDWOOD_REQUIRE_PEERS"] === "1") throw new Error("logrotate is required here");
if (!hasLogrotate) console.log("skipped: the test with logrotate needs Debian's logrotate");

test.skipIf(!hasLogrotate).each(["create", "nocreate"])(
  "logrotate with %s puts the file away: every line once and in order",
  async (creating) => {
    const log = join(folder, "app.log");
    const configuration = join(folder, "logrotate.conf");
    // As root, logrotate wants to be told whom to be in a folder that others may write to.
    const asRoot = process.getuid?.() === 0 ? "\n  su root root" : "";
    writeFileSync(configuration, `${log} {\n  rotate 1000\n  ${creating}\n  missingok${asRoot}\n}\n`, {
      mode: 0o644,
    });
    const writers = await Promise.all(upTo(8).map((id) => startWriter(id, linesEach, 0)));
    const done = Promise.all(writers.map((writer) => writer.ended)).then(() => true);
    let rotations = 0;
    while (!(await Promise.race([done, sleep(20, false)]))) {
      spawnSync(logrotate, ["--force", "--state", join(folder, "logrotate.state"), configuration], {
        stdio: "inherit",
      });
      rotations += 1;
    }
    console.log(`logrotate put the file away ${rotations} times`);
    expect(rotations).toBeGreaterThan(0);
    const found = linesByWriter(folder, "app.log");
    for (const id of upTo(8)) expect(found.get(id)).toEqual(upTo(linesEach));
  },
);
