import { array, assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { pipeBatchBytesMax, pipeLineBytesMax } from "../limits.js";
import { Batches } from "./batches.js";

test("keeps a line that is not complete until the end", () => {
  const batches = new Batches();
  expect(batches.add(Buffer.from("one\ntw"))).toEqual([]);
  expect(batches.due()?.toString()).toBe("one\n");
  expect(batches.due()).toBeUndefined();
  batches.add(Buffer.from("o\nthree"));
  expect(batches.due()?.toString()).toBe("two\n");
  expect(batches.rest()?.toString()).toBe("three");
  expect(batches.rest()).toBeUndefined();
});

test("gives a full piece at once, and cuts a line that is too long", () => {
  const batches = new Batches();
  const full = batches.add(Buffer.from("x\n".repeat(pipeBatchBytesMax / 2)));
  expect(full.map((piece) => piece.length)).toEqual([pipeBatchBytesMax]);
  expect(batches.add(Buffer.alloc(pipeLineBytesMax, 0x78)).map((piece) => piece.length)).toEqual([pipeLineBytesMax]);
});

test("loses and repeats nothing", () => {
  assert(
    property(array(uint8Array({ maxLength: 50, min: 8, max: 12 })), (chunks) => {
      const batches = new Batches();
      const out = chunks.flatMap((chunk) => [...batches.add(Buffer.from(chunk)), batches.due() ?? Buffer.alloc(0)]);
      out.push(batches.rest() ?? Buffer.alloc(0));
      expect(Buffer.concat(out)).toEqual(Buffer.concat(chunks));
    }),
  );
});
