import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import type { Input } from "../input.js";
import { testSurroundings } from "../testing/network-options.js";
import { RecordTarget } from "../testing/record-target.js";
import { type ExecConfig, execDefinition } from "./exec-input.js";

const running: Input[] = [];
const folder = mkdtempSync(join(tmpdir(), "cordwood-exec-"));
afterEach(() => Promise.all(running.splice(0).map((input) => input.stop())));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function start(config: Omit<ExecConfig, "type">): Promise<{ input: Input; target: RecordTarget }> {
  const target = new RecordTarget();
  const input = execDefinition.create({ type: "exec", ...config }, testSurroundings(target));
  running.push(input);
  await input.start();
  return { input, target };
}

const sh = (script: string): { command: string[] } => ({ command: ["/bin/sh", "-c", script] });

test("lines of stdout and stderr become records that tell which", async () => {
  const { target } = await start({ ...sh("echo out; echo err >&2"), interval_s: 60 });
  const records = await target.until(2);
  const byMessage = new Map(records.map((record) => [record.message, record]));
  expect(byMessage.get("out")).toMatchObject({ service: "sh", attributes: { "log.iostream": "stdout" } });
  expect(byMessage.get("err")).toMatchObject({ attributes: { "log.iostream": "stderr" } });
});

test("stderr can be dropped, lines parsed, the service named", async () => {
  const script = `echo no >&2; echo '{"msg":"yes","level":"warn"}'`;
  const { target } = await start({ ...sh(script), interval_s: 60, stderr: "drop", parser: "json", service: "s" });
  expect(await target.until(1)).toMatchObject([{ message: "yes", level: "warning", service: "s" }]);
});

test("arguments reach the program as they are, unless a shell is asked for", async () => {
  const { target } = await start({ command: ["/bin/echo", "$HOME; echo x"], interval_s: 60 });
  expect((await target.until(1))[0]?.message).toBe("$HOME; echo x");
  const shell = await start({
    command: ["echo", "$ANSWER"],
    shell: true,
    environment: { ANSWER: "42" },
    interval_s: 60,
  });
  expect((await shell.target.until(1))[0]?.message).toBe("42");
});

test("it runs once per interval", async () => {
  const { target } = await start({ ...sh("echo tick"), interval_s: 0.02 });
  expect((await target.until(3)).length).toBeGreaterThanOrEqual(3);
});

test("a program that runs on is read as it writes, and started again when it ends", async () => {
  const { target, input } = await start(sh("echo first; sleep 0.01; echo last; exit 3"));
  const records = await target.until(3);
  expect(records.slice(0, 3).map((record) => record.message)).toEqual(["first", "last", "first"]);
  expect(input.counts?.errors).toBeGreaterThanOrEqual(1);
});

test("a run that takes too long is ended", async () => {
  const { target, input } = await start({ ...sh("echo begun; sleep 60"), interval_s: 60, timeout_s: 0.05 });
  await target.until(1);
  for (let n = 0; n < 200 && input.counts?.errors === 0; n += 1) await sleep(5);
  expect(input.counts?.errors).toBe(1);
});

test("a program that is not there is counted, and the input goes on", async () => {
  const { input } = await start({ command: ["/no/such/program"], interval_s: 0.01 });
  for (let n = 0; n < 200 && (input.counts?.errors ?? 0) < 2; n += 1) await sleep(5);
  expect(input.counts?.errors).toBeGreaterThanOrEqual(2);
  expect(input.failing).toContain("it cannot be run");
});

test("an input whose program fails is not healthy before a run ends well", async () => {
  const ready = join(folder, "ready");
  const { input } = await start({ ...sh(`test -e ${ready}`), interval_s: 0.02 });
  expect(input.failing).toBeUndefined();
  while (input.failing === undefined) await sleep(5);
  expect(input.failing).toBe("it ended with status 1");
  writeFileSync(ready, "");
  while (input.failing !== undefined) await sleep(5);
});

test("stop() ends the program with what it started, and keeps what it wrote", async () => {
  const { target, input } = await start({ ...sh("sleep 60 & echo $!; printf unfinished; wait"), multiline: false });
  const [first] = await target.until(1);
  await input.stop();
  const pid = Number(first?.message);
  expect(target.messages).toEqual([String(pid), "unfinished"]);
  for (let n = 0; n < 200 && isRunning(pid); n += 1) await sleep(5);
  expect(isRunning(pid)).toBe(false);
});

// A process that has ended may wait for its parent as a zombie.
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("while the buffer takes nothing, the program waits", async () => {
  const done = join(folder, "done");
  const target = new RecordTarget();
  let release = (): void => {};
  target.ready = new Promise((resolve) => {
    release = resolve;
  });
  const command = ["/bin/sh", "-c", `yes line | head -c 500000; touch ${done}; sleep 60`];
  const input = execDefinition.create({ type: "exec", command, multiline: false }, testSurroundings(target));
  running.push(input);
  await input.start();
  await sleep(100);
  expect(existsSync(done)).toBe(false);
  release();
  expect((await target.until(100_000)).length).toBe(100_000);
  expect(existsSync(done)).toBe(true);
});
