import { expect, test } from "vitest";
import { utc } from "../timestamps/zone.js";
import { IngestInput } from "./ingest-input.js";
import { RecordTarget } from "./testing/record-target.js";

function start(): { ingest: IngestInput; target: RecordTarget } {
  const target = new RecordTarget();
  return { ingest: new IngestInput(target, utc, () => new Map()), target };
}

test("a body in the journal's export format", async () => {
  const { ingest, target } = start();
  const body = Buffer.from("MESSAGE=a\nPRIORITY=3\n\nMESSAGE=b\n");
  expect(await ingest.ingest(body, "journal", { service: "s" })).toEqual({ accepted: 2, rejected: [] });
  expect(target.records).toMatchObject([{ message: "a", level: "error", service: "s" }, { message: "b" }]);
});

test("a damaged one is refused with the reason", async () => {
  const { ingest, target } = start();
  const { accepted, rejected } = await ingest.ingest(Buffer.from("MESSAGE=a\n\nno field\n"), "journal", {});
  expect([accepted, rejected.length, target.records.length]).toEqual([0, 1, 0]);
  expect(rejected[0]?.reason).toContain("journal export");
});

test.each(["utf-16le", "utf-16be"])("a body in %s with its mark", async (encoding) => {
  const { ingest, target } = start();
  const bytes = Buffer.from('\uFEFF{"message":"Größe"}\r\n{"message":"b"}', "utf16le");
  const body = encoding === "utf-16le" ? bytes : bytes.swap16();
  expect(await ingest.ingest(body, "ndjson", {})).toEqual({ accepted: 2, rejected: [] });
  expect(target.messages).toEqual(["Größe", "b"]);
});

test("messages are looked into where that is asked for, and only in records without a level", async () => {
  const { ingest, target } = start();
  const message = "level=warn msg=m user=u";
  const records = [{ message }, { message, level: "info" }];
  await ingest.ingestRecords(records, { parseMessages: true });
  await ingest.ingestRecords(records, {});
  expect(target.records.map((record) => [record.message, record.level])).toEqual([
    ["m", "warning"],
    [message, "info"],
    [message, ""],
    [message, "info"],
  ]);
});
