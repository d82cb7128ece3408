import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { normaliseObject } from "../parsers/normalise.js";
import { utc } from "../timestamps/zone.js";
import { decodeJournalExport } from "./journal-export.js";

function binary(name: string, value: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
  return Buffer.concat([Buffer.from(`${name}\n`), length, Buffer.from(`${value}\n`)]);
}

const entry = Buffer.concat([
  Buffer.from(
    "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1551783471112233\nPRIORITY=3\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=su\n_PID=7\n",
  ),
  binary("MESSAGE", "two\nlines"),
  Buffer.from("X=1\nX=2\n"),
]);

test("entries become records with their time, level and message of several lines", () => {
  const records = decodeJournalExport(
    Buffer.concat([entry, Buffer.from("\n"), entry, Buffer.from("\n\nMESSAGE=last")]),
  );
  expect(records.length).toBe(3);
  const [first] = records.map((record) => normaliseObject(record, { now: 0n, zone: utc }));
  expect(first).toEqual({
    time: 1_551_783_471_112_233_000n,
    level: "error",
    severity: 17,
    message: "two\nlines",
    host: "web1",
    logger: "su",
    attributes: { _PID: "7", X: '["1","2"]' },
  });
  expect(records[2]).toEqual({ MESSAGE: "last" });
});

test.each([
  ["a length of 2^64", Buffer.concat([Buffer.from("MESSAGE\n"), Buffer.alloc(8, 0xff)])],
  ["a length that is cut off", Buffer.from("MESSAGE\nabc")],
  [
    "no newline behind a value",
    Buffer.concat([Buffer.from("M\n"), Buffer.from("0100000000000000", "hex"), Buffer.from("ab")]),
  ],
  ["no name", Buffer.from("=x\n")],
  ["a name with blanks", Buffer.from("a b=x\n")],
  ["too many fields", Buffer.from("A=1\n".repeat(5000))],
])("%s is refused", (_what, bytes) => {
  expect(() => decodeJournalExport(bytes)).toThrow(expect.objectContaining({ code: "CW_COLLECTOR_DECODE" }));
});

test("every beginning of an entry is decoded or refused", () => {
  for (let end = 0; end < entry.length; end += 1) {
    try {
      decodeJournalExport(entry.subarray(0, end));
    } catch (error) {
      expect(error).toMatchObject({ code: "CW_COLLECTOR_DECODE" });
    }
  }
});

const journal = spawnSync("journalctl", ["-o", "export", "-n", "20"], { maxBuffer: 1 << 24 });

test.skipIf(journal.status !== 0 || journal.stdout.length === 0)("this machine's journal is decoded", () => {
  expect(decodeJournalExport(journal.stdout).length).toBeGreaterThan(0);
});
