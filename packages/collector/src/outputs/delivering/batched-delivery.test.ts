import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment } from "@cordwood/store";
import { afterAll, beforeEach, expect, test } from "vitest";
import { RefusedError } from "../output.js";
import { BatchedDelivery, type SendBatch, TooLargeError } from "./batched-delivery.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-batched-"));
const path = join(folder, "1.ndjson");
writeFileSync(path, "0\n1\n2\n3\n4\n5\n");
const segment: Segment = { path, chunk: "1", records: 6, bytes: 12 };
const { signal } = new AbortController();
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let sent: string[];
beforeEach(() => {
  sent = [];
});

function delivery(answer: (text: string) => Error | undefined, recordsMax = 2): BatchedDelivery {
  const send: SendBatch = (batch) => {
    const text = batch.data.toString().replaceAll("\n", "");
    const error = answer(text);
    if (error !== undefined) return Promise.reject(error);
    sent.push(text);
    return Promise.resolve([]);
  };
  return new BatchedDelivery({ recordsMax, bytesMax: 1000 }, send);
}

test("a repeat sends only what the target has not got", async () => {
  let down = true;
  const target = delivery((text) => (text === "45" && down ? new Error("down") : undefined));
  await expect(target.deliver(segment, signal)).rejects.toThrow("down");
  down = false;
  await target.deliver(segment, signal);
  expect(sent).toEqual(["01", "23", "45"]);
});

test("a batch that is too large is halved, and a single line that is too large refused", async () => {
  const target = delivery((text) => (text.includes("3") ? new TooLargeError("413") : undefined), 6);
  await expect(target.deliver(segment, signal)).rejects.toMatchObject({
    name: "RefusedError",
    lines: [{ line: 3, reason: "413" }],
  });
  expect(sent).toEqual(["012", "4", "5"]);
});

test("a refused batch does not keep the others from the target, and a repeat remembers it", async () => {
  let down = true;
  const target = delivery((text) => {
    if (/[23]/.test(text)) return new RefusedError("no");
    return text === "45" && down ? new Error("down") : undefined;
  });
  await expect(target.deliver(segment, signal)).rejects.toThrow("down");
  down = false;
  await expect(target.deliver(segment, signal)).rejects.toMatchObject({
    message: "2 of 6 records, the first because: no",
    lines: [
      { line: 2, reason: "no" },
      { line: 3, reason: "no" },
    ],
  });
  expect(sent).toEqual(["01", "45"]);
});

test("when all is refused for one reason, the whole segment is", async () => {
  const target = delivery(() => new RefusedError("never"));
  await expect(target.deliver(segment, signal)).rejects.toMatchObject({ message: "never", lines: undefined });
});

test("one poison record costs only itself", async () => {
  const target = delivery((text) => (text.includes("4") ? new RefusedError("poison") : undefined), 6);
  await expect(target.deliver(segment, signal)).rejects.toMatchObject({ lines: [{ line: 4, reason: "poison" }] });
  expect(sent.join("")).toBe("01235");
});

test("looking for poison ends: a target that refuses everything is not asked for each record", async () => {
  const many = join(folder, "many.ndjson");
  writeFileSync(many, "x\n".repeat(10_000));
  let asked = 0;
  const target = delivery(() => {
    asked += 1;
    return new RefusedError("never");
  }, 1000);
  const large = { path: many, chunk: "2", records: 10_000, bytes: 20_000 };
  await expect(target.deliver(large, signal)).rejects.toThrow("never");
  expect(asked).toBeLessThan(200);
});
