import { getLogger, Handler, type LogRecord } from "@cordwood/logging";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RefusalReport } from "./refusal-report.js";

let told: string[];
const logger = getLogger("test.refusal-report");
logger.propagate = false;
logger.addHandler(
  new (class extends Handler {
    override emit(record: LogRecord): void {
      told.push(record.getMessage());
    }
  })(),
);

beforeEach(() => {
  told = [];
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a report that is refused itself dies away", () => {
  const report = new RefusalReport("out", logger);
  let before = 0;
  report.refused(1, "no", "file");
  for (let second = 0; second < 3600; second += 1) {
    vi.advanceTimersByTime(1000);
    if (told.length > before) report.refused(1, "no", "file");
    before = told.length;
  }
  expect(told.length).toBeLessThan(12);
});

test("adds up what comes in between, and is quick again once something is taken", () => {
  const report = new RefusalReport("out", logger);
  for (const [ms, records] of [
    [0, 1],
    [1000, 2],
    [1000, 3],
  ] as const) {
    vi.advanceTimersByTime(ms);
    report.refused(records, "no", `file${records}`);
  }
  vi.advanceTimersByTime(20_000);
  report.taken();
  vi.advanceTimersByTime(20_000);
  report.refused(4, "no", "file4");
  report.refused(5, "no", "file5");
  report.close();
  expect(told).toEqual([
    "out refused 1 records for good, lately: no; they are in file1",
    "out refused 5 records for good, lately: no; they are in file3",
    "out refused 4 records for good, lately: no; they are in file4",
    "out refused 5 records for good, lately: no; they are in file5",
  ]);
});
