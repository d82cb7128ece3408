import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../open-store.js";

test("what a failed statement had written is not in the answer to the next one", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-failed-"));
  const store = await openStore({ path: join(directory, "store") });
  try {
    const path = join(directory, "segment.ndjson");
    const lines = Array.from({ length: 200_000 }, (_, index) => ({
      time: `${1_767_225_600 + index}000000000`,
      message: "x",
    }));
    const text = lines.map((line) => `${JSON.stringify({ ...empty, ...line })}\n`).join("");
    writeFileSync(path, text);
    await store.insert({ path, chunk: "1", records: lines.length, bytes: text.length });
    for (let round = 0; round < 3; round++) {
      await expect(
        store.sql("SELECT toUInt64(if(seq > 190000, message, '1')) FROM logs WHERE seq % 40 = 0"),
      ).rejects.toThrow("cannot run");
      expect((await store.sql("SELECT 7")).rows).toEqual([[7]]);
    }
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

const empty = {
  level: "",
  severity: 0,
  service: "",
  host: "",
  logger: "",
  dataset: "diagnostic",
  trace_id: "",
  span_id: "",
  parse_error: "",
  attributes: {},
};
