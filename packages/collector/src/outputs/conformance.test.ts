// One suite for every output to a network target: what holds whatever the target does.
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Output } from "./output.js";
import { cases } from "./testing/cases.js";
import { record, SegmentFolder } from "./testing/segments.js";
import { poison, type Target } from "./testing/target.js";

describe.each(Object.entries(cases))("%s", (_name, { target: makeTarget, output: makeOutput, refuses = true }) => {
  let target: Target;
  let output: Output;
  const folder = new SegmentFolder();
  const { signal } = new AbortController();
  const texts = Array.from({ length: 10 }, (_, index) => `message ${index}`);
  const segment = (messages = texts) => folder.segment(messages.map((message) => record(message)));

  beforeEach(async () => {
    target = makeTarget();
    await target.start();
    output = makeOutput(target);
  });
  afterEach(async () => {
    await output.close();
    await target.stop();
  });
  afterAll(() => {
    folder.remove();
  });

  const failure = async (delivery: Promise<void>): Promise<unknown> =>
    delivery.then(
      () => expect.fail("it was delivered"),
      (error: unknown) => error,
    );

  test("delivers all, in order", async () => {
    await output.deliver(segment(), signal);
    await output.deliver(segment(['ü 😀 \u0000 \\ " \n end']), signal);
    expect(target.messages).toEqual([...texts, 'ü 😀 \u0000 \\ " \n end']);
  });

  test.each(["down", "silent", "cuts", "endless"] as const)(
    "fails in time while the target is %s, and delivers each once when it is not",
    async (behaviour) => {
      const given = segment();
      target.behaviour = behaviour;
      const hasty = makeOutput(target, 0.3);
      expect(await failure(hasty.deliver(given, signal))).toMatchObject({ name: "Error" });
      await hasty.close();
      target.behaviour = "good";
      await output.deliver(given, signal);
      expect(new Set(target.messages)).toEqual(new Set(texts));
      expect(target.messages.length).toBe(texts.length);
    },
  );

  test("reads only so much of an endless answer", async () => {
    target.behaviour = "huge";
    const before = process.memoryUsage.rss();
    const hasty = makeOutput(target, 0.3);
    await hasty.deliver(segment(["one"]), signal).catch(() => {});
    await hasty.close();
    expect(process.memoryUsage.rss() - before).toBeLessThan(256 * 1024 * 1024);
  });

  test("gives up at once when the collector stops", async () => {
    target.behaviour = "silent";
    const stop = new AbortController();
    const slow = makeOutput(target);
    const delivery = failure(slow.deliver(segment(), stop.signal));
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    stop.abort();
    expect(await delivery).toMatchObject({ name: "AbortError" });
    await slow.close();
  });

  test.runIf(refuses)("names the records that the target refuses, and delivers the others", async () => {
    target.behaviour = "poisoned";
    const given = segment(["a", "b", poison, "c", "d", "e", poison]);
    const error = await failure(output.deliver(given, signal));
    expect(error).toMatchObject({ name: "RefusedError" });
    expect((error as { lines: { line: number }[] }).lines.map(({ line }) => line)).toEqual([2, 6]);
    expect(target.messages).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("fails when the segment cannot be read", async () => {
    const missing = { ...segment(), path: "/nowhere/none.ndjson" };
    expect(await failure(output.deliver(missing, signal))).toMatchObject({ code: "ENOENT" });
  });
});
