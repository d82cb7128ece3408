import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkJournalHeader,
  decodeFrame,
  decodeJournal,
  encodeFrame,
  encodeJournalHeader,
  type Frame,
} from "./journal.js";
import type { PositionUpdate, PositionValue } from "./position.js";

const chunk = "1877771771771771771";
const u32 = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
const positionValues: fc.Arbitrary<PositionValue> = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"),
  fc.oneof(fc.string(), fc.maxSafeNat()),
  { noNullPrototype: true },
);
const frames: fc.Arbitrary<Frame> = fc.record({
  sequence: fc.maxSafeNat(),
  offset: fc.maxSafeNat(),
  length: u32,
  records: u32,
  dataCrc: u32,
  positions: fc.array<PositionUpdate>(fc.tuple(fc.string(), fc.option(positionValues, { nil: null }))),
});

function journal(content: readonly Frame[]): Buffer {
  return Buffer.concat([encodeJournalHeader(chunk), ...content.map((frame) => encodeFrame(frame))]);
}

test("frames are read as they were written", () => {
  fc.assert(
    fc.property(fc.array(frames), (content) => {
      expect(decodeJournal(journal(content)).frames).toEqual(content);
    }),
  );
});

test("a torn journal gives the frames before the tear", () => {
  fc.assert(
    fc.property(fc.array(frames, { minLength: 1, maxLength: 4 }), fc.nat(), (content, cut) => {
      const whole = journal(content);
      const last = encodeFrame(content.at(-1) as Frame).length;
      const torn = whole.subarray(0, whole.length - 1 - (cut % last));
      expect(decodeJournal(torn).frames).toEqual(content.slice(0, -1));
    }),
  );
});

test("a changed byte is noticed", () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, at, change) => {
      const bytes = encodeFrame(frame);
      bytes.writeUInt8((bytes.readUInt8(at % bytes.length) + change) % 256, at % bytes.length);
      expect(decodeFrame(bytes, 0)).toBeUndefined();
    }),
  );
});

test("arbitrary bytes are no frame and no error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeJournal(Buffer.from(bytes)).frames).toEqual([]);
    }),
  );
});

test("the header names its chunk and its version", () => {
  const header = encodeJournalHeader(chunk);
  expect(checkJournalHeader(header, chunk, "x")).toBe(true);
  expect(checkJournalHeader(header, "7", "x")).toBe(false);
  expect(checkJournalHeader(header.subarray(0, 15), chunk, "x")).toBe(false);
  header.writeUInt32LE(2, 4);
  expect(() => checkJournalHeader(header, chunk, "/b/7.journal")).toThrow(
    "cannot open /b/7.journal: its format is version 2, this release reads version 1",
  );
});
