import type { Row } from "@cordwood/server/api";
import { describe, expect, it } from "vitest";
import { tailRowsMax, tailWaitingMax } from "../limits.js";
import { arrive, drop, emptyTail, pause, resume } from "./tailBuffer.js";

function records(from: number, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: String(from + index) }) as Row);
}

function ids(rows: readonly Row[]): string[] {
  return rows.map((row) => row.id);
}

describe("the tail's buffer", () => {
  it("puts the newest record first", () => {
    expect(ids(arrive(arrive(emptyTail, records(1, 2)), records(3, 2)).rows)).toEqual(["4", "3", "2", "1"]);
  });

  it("holds the page still while paused and lets the waiting in on resume", () => {
    const paused = arrive(pause(arrive(emptyTail, records(1, 1))), records(2, 2));
    expect(ids(paused.rows)).toEqual(["1"]);
    expect(ids(paused.waiting)).toEqual(["3", "2"]);
    expect(ids(resume(paused).rows)).toEqual(["3", "2", "1"]);
    expect(resume(paused).waiting).toEqual([]);
  });

  it("keeps to its bounds and counts what it leaves out", () => {
    const full = arrive(emptyTail, records(0, tailRowsMax + 10));
    expect(full.rows).toHaveLength(tailRowsMax);
    const waiting = arrive(pause(full), records(0, tailWaitingMax + 7));
    expect(waiting.waiting).toHaveLength(tailWaitingMax);
    expect(drop(waiting, 3).dropped).toBe(10);
    expect(resume(waiting).rows).toHaveLength(tailRowsMax);
  });
});
