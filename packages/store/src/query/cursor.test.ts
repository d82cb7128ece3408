import { expect, test } from "vitest";
import { formatCursor, parseCursor } from "./cursor.js";
import { QueryError } from "./query-error.js";
import { formatId, parseId } from "./record-id.js";

test("a cursor is read as it was written", () => {
  const record = { kind: "record" as const, time: -5n, chunk: 18_446_744_073_709_551_615n, seq: 4_294_967_295 };
  expect(parseCursor(formatCursor(record))).toEqual(record);
  expect(parseCursor(formatCursor({ kind: "offset", rows: 200 }))).toEqual({ kind: "offset", rows: 200 });
});

test("anything else is refused", () => {
  for (const cursor of ["", "r", "o", "o-1", "r1.", `r1.${"g".repeat(24)}`, "o1'", "x"]) {
    expect(() => parseCursor(cursor), cursor).toThrow(QueryError);
  }
});

test("ids sort as chunk and number do", () => {
  const ids = [formatId(1n, 2), formatId(1n, 10), formatId(2n, 0), formatId(2n ** 63n, 0)];
  expect(ids.toSorted()).toEqual(ids);
  expect(parseId(formatId(7n, 8))).toEqual({ chunk: 7n, seq: 8 });
  expect(parseId("x")).toBeUndefined();
});
