import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SealedSegments } from "../buffer/sealed-segments.js";
import { DeadLetters } from "./dead-letters.js";
import { Delivery, retryWaitMs } from "./delivery.js";
import { RefusedError, type Output } from "./output.js";
import { Selection } from "./selection.js";

let folder: string;
let dropped: string[];
let segments: SealedSegments;
const logger = getLogger("test.delivery");
logger.setLevel("CRITICAL");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-delivery-"));
  dropped = [];
  segments = new SealedSegments([{ name: "out" }]);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function add(chunk: string): void {
  const path = join(folder, `${chunk}.ndjson`);
  writeFileSync(path, `${JSON.stringify({ message: chunk })}\n`);
  segments.add({ path, chunk, records: 1, bytes: 2 }, 2);
}

function deliveryTo(output: Output, selection?: Pick<Selection, "of">): Delivery {
  const source = {
    next: (name: string, signal?: AbortSignal) => segments.next(name, signal),
    release: (name: string, segment: Segment) => {
      segments.release(name, segment.chunk);
    },
    waiting: (name: string) => segments.consumer(name)?.waiting ?? [],
    pass: (name: string, segment: Segment) => {
      segments.delivered(name, segment.chunk);
      return Promise.resolve();
    },
    isAged: (name: string, segment: Segment) => segments.isAged(name, segment.chunk),
    drop: (name: string, segment: Segment, reason: string) => {
      dropped.push(reason);
      segments.delivered(name, segment.chunk);
      return Promise.resolve();
    },
    heldFor: () => ({ bytes: 0, segments: 0, bytesMax: 1000 }),
    delivered: (name: string, segment: Segment) => {
      segments.delivered(name, segment.chunk);
      return Promise.resolve();
    },
  };
  const deadLetters = new DeadLetters({ directory: join(folder, "dead"), logger, newChunk: () => "99" });
  return new Delivery({ source, output, deadLetters, logger, ...(selection !== undefined && { selection }) });
}

async function run(
  deliver: (segment: Segment) => Promise<void>,
  done: () => boolean,
  selection?: Pick<Selection, "of">,
): Promise<Delivery> {
  const output: Output = { name: "out", concurrency: 2, deliver, close: () => Promise.resolve() };
  const delivery = deliveryTo(output, selection);
  delivery.start();
  while (!done()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  segments.close();
  await delivery.stop();
  return delivery;
}

test("tries again until the output takes it", async () => {
  add("1");
  let tries = 0;
  const deliver = (): Promise<void> => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error("away")) : Promise.resolve();
  };
  const delivery = await run(deliver, () => segments.empty);
  expect(delivery.counts).toEqual({ sentRecords: 1, refusedRecords: 0, retries: 2 });
  expect(delivery.healthy).toBe(true);
});

test("what is refused for good is set aside with the reason, and the rest goes on", async () => {
  add("1");
  add("2");
  const delivery = await run(
    ({ chunk }) => (chunk === "1" ? Promise.reject(new RefusedError("poison")) : Promise.resolve()),
    () => segments.empty,
  );
  expect(delivery.counts).toEqual({ sentRecords: 1, refusedRecords: 1, retries: 0 });
  expect(readdirSync(join(folder, "dead")).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "1.out.ndjson",
    "1.out.reason.json",
  ]);
  expect(JSON.parse(readFileSync(join(folder, "dead/1.out.reason.json"), "utf8"))).toMatchObject({
    output: "out",
    reason: "poison",
    chunk: "1",
    records: 1,
  });
});

test("stopping ends the waiting; the segment stays", async () => {
  add("1");
  let tried = false;
  const delivery = await run(
    () => {
      tried = true;
      return Promise.reject(new Error("away"));
    },
    () => tried,
  );
  expect(delivery.counts.sentRecords).toBe(0);
  expect(segments.empty).toBe(false);
});

test("while the target is away, segments without anything for it go", async () => {
  for (const chunk of ["1", "20", "30", "3"]) add(chunk);
  const when = ({ message }: { message: string }): boolean => !message.endsWith("0");
  const selection = new Selection({ output: "out", when, directory: join(folder, "selected") });
  const left = (): string => (segments.consumer("out")?.waiting ?? []).map(({ chunk }) => chunk).join(",");
  await run(
    () => Promise.reject(new Error("away")),
    () => left() === "",
    selection,
  );
  expect(segments.size).toBe(2);
  expect(left()).toBe("1,3");
});

test("a segment whose file is gone is given up, and the rest goes on", async () => {
  add("1");
  add("2");
  rmSync(join(folder, "1.ndjson"));
  const deliver = ({ path }: Segment): Promise<void> => {
    readFileSync(path);
    return Promise.resolve();
  };
  const delivery = await run(deliver, () => segments.empty);
  expect(dropped).toEqual(["lost"]);
  expect(delivery.counts.sentRecords).toBe(1);
});

test("stopping lets what is on its way end, and takes nothing more", async () => {
  let end = (): void => {};
  add("1");
  const output: Output = {
    name: "out",
    concurrency: 1,
    deliver: () =>
      new Promise((resolve) => {
        end = resolve;
      }),
    close: () => Promise.resolve(),
  };
  const delivery = deliveryTo(output);
  delivery.start();
  await sleep(5);
  add("2");
  const stopped = delivery.stop(10_000);
  end();
  await stopped;
  expect(delivery.counts.sentRecords).toBe(1);
  expect((await segments.next("out"))?.chunk).toBe("2");
});

test("waits grow up to a bound and differ", () => {
  expect([0, 1, 2, 20, 1000].map((tries) => retryWaitMs(tries, 0))).toEqual([100, 200, 400, 30_000, 30_000]);
  expect(retryWaitMs(1, 0.999)).toBeCloseTo(100, -1);
});
