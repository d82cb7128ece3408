import type { Row } from "@cordwood/store";
import { expect, test } from "vitest";
import { eventId, readEventId } from "./event-id.js";

test("reads back what it writes", () => {
  const row = { time: "2026-01-31T12:00:00.123456789Z", id: "4294967296-12" };
  expect(readEventId(eventId(row as Row))).toEqual(row);
});

test.each([
  "",
  "7",
  "2026-01-31T12:00:00Z",
  "yesterday/1",
  "2026-01-31T12:00:00Z/a b",
  `2026-01-31T12:00:00Z/${"x".repeat(65)}`,
])("ignores %j", (text) => {
  expect(readEventId(text)).toBeUndefined();
});
