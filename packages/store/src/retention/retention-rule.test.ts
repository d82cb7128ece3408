import { expect, test } from "vitest";

import { readSpan } from "./partition-span.js";
import { checkRetention } from "./retention-rule.js";

test.each([
  [{}, undefined],
  [{ audit: { days: 365 }, diagnostic: { days: 30, bytes: 5_000_000_000 } }, undefined],
  [{ audit: { days: 0 } }, /retention\.audit\.days to be a whole number from 1 up, got 0/],
  [{ audit: { weeks: 1 } }, /unknown option retention\.audit\.weeks/],
  [{ audit: 30 }, /expected retention\.audit to have days or bytes/],
  ["30d", /rules by dataset/],
])("%j", (rules, reason) => {
  const check = (): void => checkRetention(rules);
  if (reason === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(reason);
});

test.each([
  [20_260_105, "2026-01-05T00:00:00.000Z", "2026-01-06T00:00:00.000Z"],
  [20_241_200, "2024-12-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"],
  [20_050_000, "2005-01-01T00:00:00.000Z", "2006-01-01T00:00:00.000Z"],
])("partition %i covers %s to %s", (span, from, to) => {
  const { fromMs, toMs } = readSpan(span);
  expect([new Date(fromMs).toISOString(), new Date(toMs).toISOString()]).toEqual([from, to]);
});
