import type { SegmentRecord } from "@cordwood/store";
import { expect, test } from "vitest";
import { LineWriter } from "../record/line-writer.js";
import { utc } from "../timestamps/zone.js";
import { ForwardEntries } from "./forward-entries.js";
import { encodeMessagePack } from "./index.js";

function read(parsesMessages: boolean, ...records: Record<string, unknown>[]): SegmentRecord[] {
  const defaults = { service: "", host: "h", dataset: "diagnostic" };
  const entries = new ForwardEntries({ defaults, zone: utc, parsesMessages });
  const writer = new LineWriter();
  const bytes = Buffer.concat(records.map((record) => encodeMessagePack([1_704_067_200, record])));
  // In two pieces, as the network has it.
  for (const piece of [bytes.subarray(0, 7), bytes.subarray(7)]) {
    entries.push("app.web", piece);
    entries.write(writer, Infinity);
  }
  entries.end();
  const lines = Buffer.from(writer.written()).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as SegmentRecord);
}

test("messages in a known format are read when asked for, where the record has no level", () => {
  const json = { log: '{"level":"warn","msg":"slow","took":12}' };
  const levelled = { level: "info", message: '{"level":"warn","msg":"slow"}' };
  expect(read(true, json, levelled, { log: "plain text" })).toMatchObject([
    { level: "warning", message: "slow", service: "app.web", attributes: { took: "12" } },
    { level: "info", message: '{"level":"warn","msg":"slow"}' },
    { message: "plain text", time: "1704067200000000000" },
  ]);
  expect(read(false, json)).toMatchObject([{ message: json.log }]);
});
