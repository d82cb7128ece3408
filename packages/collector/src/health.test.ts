import { getLogger, Handler, type LogRecord } from "@cordwood/logging";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Health } from "./health.js";
import { healthReportMsMin } from "./limits.js";

let told: { level: string; message: string }[];
const logger = getLogger("test.health");
logger.propagate = false;

class Telling extends Handler {
  override emit(record: LogRecord): void {
    told.push({ level: record.levelname, message: record.getMessage() });
  }
}
const handler = new Telling();
logger.setLevel("DEBUG");
logger.addHandler(handler);

beforeEach(() => {
  told = [];
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

test("one record when it fails, one when it works again, with how long and what waits", () => {
  const health = new Health("out", logger, () => "; 3 segments wait");
  health.works();
  health.failed("away");
  health.failed("still away");
  vi.advanceTimersByTime(20_000);
  expect(health.ok).toBe(false);
  health.works();
  expect(told).toEqual([
    { level: "WARNING", message: "out fails since 1970-01-01T00:00:00.000Z: away" },
    { level: "INFO", message: "out works again after 20.0 s; 3 segments wait" },
  ]);
});

test("what comes and goes is told at most so often, and its last state always", () => {
  const health = new Health("out", logger);
  for (let n = 0; n < 100; n += 1) {
    health.failed(`failure ${n}`);
    vi.advanceTimersByTime(10);
    health.works();
    vi.advanceTimersByTime(10);
  }
  expect(told.length).toBe(1);
  vi.advanceTimersByTime(healthReportMsMin);
  expect(told.map(({ level }) => level)).toEqual(["WARNING", "INFO"]);
  vi.advanceTimersByTime(10 * healthReportMsMin);
  expect(told.length).toBe(2);
});
