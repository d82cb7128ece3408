import { expect, it } from "vitest";
import { normaliseObject } from "../parsers/normalise.js";
import { utc } from "../timestamps/zone.js";
import type { ForwardEntry } from "./forward-entry.js";
import { forwardRecord } from "./forward-record.js";

function check(entry: ForwardEntry, expected: object): void {
  expect(normaliseObject(forwardRecord(entry, "app.web"), { now: 0n, zone: utc })).toEqual(expected);
}

it("has the entry's time, and the tag as logger where it names none", () => {
  check(
    { time: 5_000_000_000n, record: { log: "hello" } },
    { time: 5_000_000_000n, message: "hello", logger: "app.web" },
  );
  check(
    { time: 1_551_783_471_123_456_789n, record: { message: "hello", logger: "a", time: "then" }, metadata: { b: 1 } },
    {
      time: 1_551_783_471_123_456_789n,
      message: "hello",
      logger: "a",
      attributes: { "fluent.tag": "app.web", "metadata.b": "1", time: "then" },
    },
  );
});
