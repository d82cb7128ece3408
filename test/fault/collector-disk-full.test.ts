// The buffer's disk fills up for real (a small tmpfs): what was acknowledged stays, what was not waits, and all of it
// comes out once when there is room again. Needs the right to mount.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCollector, type Collector } from "@cordwood/collector";
import { getLogger } from "@cordwood/logging";
import type { Segment } from "@cordwood/store";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "cordwood-full-"));
const disk = join(folder, "disk");
mkdirSync(disk);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).status === 0;
if (!mounted) process.stdout.write("the disk-full test is skipped: no right to mount a tmpfs\n");

afterAll(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmSync(folder, { recursive: true, force: true });
});

const logger = getLogger("disk-full-test");
logger.setLevel("CRITICAL");

const ascending = (a: number, b: number): number => a - b;

/** A store that takes nothing while it is away. */
class Target {
  away = true;
  readonly numbers: number[] = [];

  async insert(segment: Segment): Promise<void> {
    if (this.away) throw new Error("away");
    for (const line of readFileSync(segment.path, "utf8").trimEnd().split("\n")) {
      const { attributes } = JSON.parse(line) as { attributes: { n: string } };
      this.numbers.push(Number(attributes.n));
    }
    await Promise.resolve();
  }
}

async function start(target: Target): Promise<Collector> {
  return startCollector({
    directory: join(disk, "data"),
    store: target,
    logger,
    buffer: { segmentBytesMax: 100_000, segmentAgeMsMax: 20 },
    stopTimeoutMs: 100,
  });
}

function body(first: number, count: number): Buffer {
  const lines = Array.from({ length: count }, (_, n) => JSON.stringify({ msg: "x".repeat(500), n: first + n }));
  return Buffer.from(lines.join("\n"));
}

test.skipIf(!mounted)("a full disk is waited for; nothing acknowledged is lost or doubled", async () => {
  const target = new Target();
  let collector = await start(target);
  const acknowledged: number[] = [];
  let next = 0;
  let waiting: Promise<unknown> | undefined;
  for (let round = 0; round < 60 && waiting === undefined; round += 1) {
    const first = next;
    next += 40;
    const sent = collector.ingest(body(first, 40), "ndjson", {}).then(({ accepted }) => {
      for (let n = first; n < first + accepted; n += 1) acknowledged.push(n);
      return "acknowledged";
    });
    if ((await Promise.race([sent, sleep(1500, "waits")])) === "waits") waiting = sent;
  }
  expect(waiting).toBeDefined();
  const before = acknowledged.length;
  expect(before).toBeGreaterThan(400);
  target.away = false;
  await waiting;
  expect(await collector.drain(10_000)).toBe(true);
  await collector.close();
  // Several segments are on their way at once, so their order is open.
  expect(target.numbers.toSorted(ascending)).toEqual(acknowledged.toSorted(ascending));
  expect(acknowledged.length).toBe(next);
  collector = await start(target);
  await collector.close();
  expect(target.numbers.length).toBe(next);
});

test.skipIf(!mounted)("closing and opening again on a full disk keeps what was acknowledged", async () => {
  const target = new Target();
  let collector = await start(target);
  let acknowledged = 0;
  for (let full = false; !full;) {
    const sent = collector.ingest(body(acknowledged, 40), "ndjson", {}).then(
      () => true,
      () => false,
    );
    full = !(await Promise.race([sent, sleep(1500, false)]));
    if (!full) acknowledged += 40;
  }
  await collector.close();
  expect(existsSync(join(disk, "data/segments"))).toBe(true);
  target.away = false;
  collector = await start(target);
  expect(await collector.drain(10_000)).toBe(true);
  await collector.close();
  const found = target.numbers.toSorted(ascending);
  expect(found.slice(0, acknowledged)).toEqual(Array.from({ length: acknowledged }, (_, n) => n));
  expect(new Set(target.numbers).size).toBe(target.numbers.length);
});
