// Bytes that were flipped on the disk: whole appends around them are kept, the damaged ones set aside.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DiskBuffer } from "./disk-buffer.js";
import { decodeJournal, encodeFrame, journalHeaderBytes } from "./journal.js";
import { recover } from "./recovery.js";

let directory: string;
let chunk: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-recovery-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const dataFile = (): string => join(directory, `${chunk}.ndjson`);
const journalFile = (): string => join(directory, `${chunk}.journal`);

/** A segment with five appends, a line each, as a killed process leaves it. */
async function abandon(): Promise<void> {
  const buffer = await DiskBuffer.open({ directory, consumers: [{ name: "out" }], segmentAgeMsMax: 60_000 });
  for (const letter of "abcde") {
    const data = Buffer.from(`${letter.repeat(9)}\n`);
    await buffer.append({ data, records: 1, positions: [[letter, { offset: 10 }]] });
  }
  chunk = (readdirSync(directory).find((name) => name.endsWith(".ndjson")) ?? "").replace(".ndjson", "");
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  writeFileSync(path, bytes);
}

/** Where frame `index` begins in the journal. */
function frameAt(index: number): number {
  const { frames } = decodeJournal(readFileSync(journalFile()));
  return frames.slice(0, index).reduce((sum, frame) => sum + encodeFrame(frame).length, journalHeaderBytes);
}

const letters = (text: string): string => text.replaceAll(/(.)\1{8}\n/g, "$1");
const orphanText = (): string => readFileSync(join(directory, `${chunk}.damaged.orphan`), "utf8");

test.each<[string, () => void, string, string | undefined]>([
  ["data of the first", () => flip(dataFile(), 3), "bcde", "\x9eaaaaaaaa\n"],
  ["data in the middle", () => flip(dataFile(), 25), "abde", "cc"],
  ["a frame in the middle", () => flip(journalFile(), frameAt(2) + 20), "abde", "ccccccccc\n"],
  ["the mark of a frame", () => flip(journalFile(), frameAt(1)), "acde", "bbbbbbbbb\n"],
  ["the journal's header", () => flip(journalFile(), 1), "abcde", undefined],
  ["a frame at the end", () => flip(journalFile(), frameAt(4) + 8), "abcd", undefined],
])("%s", async (_name, damage, kept, aside) => {
  await abandon();
  damage();
  const { segments, checkpoint, orphans } = await recover(directory);
  expect(letters(readFileSync(dataFile(), "utf8"))).toBe(kept);
  expect(segments).toMatchObject([{ segment: { chunk, records: kept.length, bytes: kept.length * 10 } }]);
  expect([...checkpoint.positions.keys()].join("")).toBe(kept);
  expect(orphans.length).toBe(aside === undefined ? 0 : 1);
  if (aside !== undefined && !aside.startsWith("\x9e")) expect(orphanText()).toContain(aside);
  const again = await recover(directory);
  expect(again).toMatchObject({ segments, orphans: [], tornBytes: 0 });
});

test("data at the end that is complete and wrong is cut, but not without a copy", async () => {
  await abandon();
  flip(dataFile(), 45);
  const { segments, tornBytes, orphans } = await recover(directory);
  expect(segments).toMatchObject([{ segment: { records: 4 } }]);
  expect([tornBytes, orphans.length, orphanText().length]).toEqual([10, 1, 10]);
});

test("whatever byte is flipped, at most one append is lost, and nothing wrong is kept", async () => {
  await abandon();
  const [data, journal] = [readFileSync(dataFile()), readFileSync(journalFile())];
  const version = new Set([4, 5, 6, 7]);
  const place = fc.nat({ max: data.length + journal.length - 1 }).filter((at) => !version.has(at - data.length));
  await fc.assert(
    fc.asyncProperty(place, async (at) => {
      writeFileSync(dataFile(), data);
      writeFileSync(journalFile(), journal);
      if (at < data.length) flip(dataFile(), at);
      else flip(journalFile(), at - data.length);
      await recover(directory);
      const kept = letters(readFileSync(dataFile(), "utf8"));
      expect(kept).toMatch(/^a?b?c?d?e?$/);
      expect(kept.length).toBeGreaterThanOrEqual(4);
    }),
    { numRuns: 200 },
  );
});

test("a rewrite that a crash interrupted is completed or taken back", async () => {
  await abandon();
  flip(dataFile(), 25);
  const [data, journal] = [readFileSync(dataFile()), readFileSync(journalFile())];
  await recover(directory);
  const [newData, newJournal] = [readFileSync(dataFile()), readFileSync(journalFile())];
  // Between the two renames.
  writeFileSync(`${dataFile()}.new`, newData);
  writeFileSync(dataFile(), data);
  await recover(directory);
  expect(letters(readFileSync(dataFile(), "utf8"))).toBe("abde");
  // Before the first.
  writeFileSync(`${dataFile()}.new`, newData.subarray(0, 5));
  writeFileSync(`${journalFile()}.new`, newJournal);
  writeFileSync(dataFile(), data);
  writeFileSync(journalFile(), journal);
  await recover(directory);
  expect(letters(readFileSync(dataFile(), "utf8"))).toBe("abde");
  expect(readdirSync(directory).filter((name) => name.endsWith(".new"))).toEqual([]);
});
