import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeLogRecord } from "../log-record.js";
import { TimedRotatingFileHandler, type TimedRotatingFileHandlerOptions } from "./timed-rotating-file-handler.js";

const timeZone = process.env["TZ"];
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-timed-"));
  file = join(folder, "app.log");
});

afterEach(() => {
  vi.useRealTimers();
  if (timeZone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = timeZone;
  rmSync(folder, { recursive: true, force: true });
});

const record = (msg: string) => makeLogRecord({ name: "n", levelno: 20, levelname: "INFO", msg });
const rolloverOf = (options: TimedRotatingFileHandlerOptions, at: number): number => {
  const handler = new TimedRotatingFileHandler(file, { delay: true, ...options });
  const result = handler.computeRollover(at);
  handler.close();
  return result;
};

describe("computeRollover", () => {
  test.each([
    ["S", 1],
    ["M", 60],
    ["H", 3600],
    ["D", 86_400],
    ["MIDNIGHT", 86_400],
    // the epoch is a Thursday, W0 the end of a Monday
    ["W0", 5 * 86_400],
  ])("%s from the epoch in UTC is %i", (when, expected) => {
    expect(rolloverOf({ when, utc: true }, 0)).toBe(expected);
  });

  test("midnight with atTime", () => {
    const options = { when: "midnight", utc: true, atTime: { hour: 12 } };
    expect(rolloverOf(options, 0)).toBe(12 * 3600);
    expect(rolloverOf(options, 13 * 3600)).toBe(36 * 3600);
    expect(rolloverOf(options, 12 * 3600)).toBe(36 * 3600);
  });

  test("weekday with atTime, on the day, before and after", () => {
    const options = { when: "W3", utc: true, atTime: { hour: 12 } };
    expect(rolloverOf(options, 0)).toBe(12 * 3600);
    expect(rolloverOf(options, 13 * 3600)).toBe(7 * 86_400 + 12 * 3600);
  });

  test("several days", () => {
    expect(rolloverOf({ when: "midnight", utc: true, interval: 3 }, 100)).toBe(3 * 86_400);
  });

  const local = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
    new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;

  test("midnight over the change of clocks, in New York", () => {
    process.env["TZ"] = "America/New_York";
    const check = (from: number, to: number, options: TimedRotatingFileHandlerOptions = {}): void =>
      expect(rolloverOf({ when: "midnight", ...options }, from)).toBe(to);
    check(local(2012, 3, 10, 23, 59, 59), local(2012, 3, 11));
    check(local(2012, 3, 11), local(2012, 3, 12));
    check(local(2012, 11, 4), local(2012, 11, 5));
    // 2:00 does not exist on 11 March: 3:00 is the moment
    const two = { atTime: { hour: 2 } };
    check(local(2012, 3, 10, 2), local(2012, 3, 11, 3), two);
    check(local(2012, 3, 11, 3), local(2012, 3, 12, 2), two);
    // 1:00 comes twice on 4 November: the first counts, once
    const one = { atTime: { hour: 1 } };
    check(local(2012, 11, 4, 0, 59, 59), local(2012, 11, 4, 1), one);
    check(local(2012, 11, 4, 1), local(2012, 11, 5, 1), one);
    check(local(2012, 11, 4, 1) + 3600, local(2012, 11, 5, 1), one);
    check(local(2012, 3, 9), local(2012, 3, 12), { interval: 3 });
  });

  test.each(["X", "W", "W7", "", "constructor"])("refuses when %s", (when) => {
    expect(() => new TimedRotatingFileHandler(file, when, 1, 0, null, true)).toThrow(/when/);
  });
});

describe("rollover", () => {
  test("never for a device", () => {
    const handler = new TimedRotatingFileHandler("/dev/null", "S");
    handler.rolloverAt = 0;
    expect(handler.shouldRollover(record("x"))).toBe(false);
    expect(handler.rolloverAt).toBeGreaterThan(0);
    handler.close();
  });

  test("names the old file for the start of its interval", () => {
    const handler = new TimedRotatingFileHandler(file, { when: "midnight", utc: true });
    handler.emit(record("old"));
    handler.rolloverAt = Date.UTC(2024, 1, 1) / 1000;
    handler.emit(record("new"));
    handler.close();
    expect(readFileSync(`${file}.2024-01-31`, "utf8")).toBe("old\n");
    expect(readFileSync(file, "utf8")).toBe("new\n");
  });

  test("names the files of days of 23 and 25 hours for those days", () => {
    process.env["TZ"] = "America/New_York";
    const nameFor = (month: number, day: number): string[] => {
      const handler = new TimedRotatingFileHandler(file, { when: "midnight" });
      handler.emit(record("old"));
      handler.rolloverAt = new Date(2012, month - 1, day).getTime() / 1000;
      handler.emit(record("new"));
      handler.close();
      return readdirSync(folder);
    };
    expect(nameFor(3, 12)).toContain("app.log.2012-03-11");
    expect(nameFor(11, 5)).toContain("app.log.2012-11-04");
  });

  test("writes over nothing when the name is taken", () => {
    writeFileSync(`${file}.2024-01-31`, "first\n");
    const handler = new TimedRotatingFileHandler(file, { when: "midnight", utc: true });
    handler.emit(record("second"));
    handler.rolloverAt = Date.UTC(2024, 1, 1) / 1000;
    handler.emit(record("third"));
    handler.close();
    expect(readFileSync(`${file}.2024-01-31`, "utf8")).toBe("first\n");
    expect(readFileSync(`${file}.2024-01-31.1`, "utf8")).toBe("second\n");
  });

  test("rolls a file over that an earlier run began in an earlier interval, and not one of this", () => {
    const run = (msg: string): void => {
      const handler = new TimedRotatingFileHandler(file, { when: "midnight" });
      handler.emit(record(msg));
      handler.close();
    };
    run("one");
    run("two");
    expect(readdirSync(folder)).toEqual(["app.log"]);
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(file, yesterday, yesterday);
    run("three");
    run("four");
    const two = (value: number): string => String(value).padStart(2, "0");
    const date = `${yesterday.getFullYear()}-${two(yesterday.getMonth() + 1)}-${two(yesterday.getDate())}`;
    expect(readFileSync(`${file}.${date}`, "utf8")).toBe("one\ntwo\n");
    expect(readFileSync(file, "utf8")).toBe("three\nfour\n");
  });

  test("the next rollover is always ahead", () => {
    const handler = new TimedRotatingFileHandler(file, { when: "S", backupCount: 1 });
    handler.emit(record("a"));
    handler.rolloverAt -= 3;
    handler.emit(record("b"));
    expect(handler.rolloverAt * 1000).toBeGreaterThan(Date.now() - 1000);
    expect(readdirSync(folder)).toHaveLength(2);
    handler.close();
  });
});

test("getFilesToDelete finds its own files only, with and without namer", () => {
  const dates = Array.from({ length: 10 }, (_, index) => `2024-01-01_00-00-${String(index * 5).padStart(2, "0")}`);
  const handlers = ["a.b", "a.b.c", "d.e", "d.e.f"].map((prefix) => {
    const handler = new TimedRotatingFileHandler(join(folder, `${prefix}.log`), {
      when: "s",
      backupCount: 7,
      delay: true,
    });
    if (prefix.startsWith("d")) handler.namer = (name) => `${name.replace(".log", "")}.log`;
    for (const date of dates) writeFileSync(handler.rotation_filename(`${handler.baseFilename}.${date}`), "");
    return { prefix, handler };
  });
  for (const { prefix, handler } of handlers) {
    const names = handler.getFilesToDelete().map((path) => basename(path));
    const expected = prefix.startsWith("d")
      ? (date: string) => `${prefix}.${date}.log`
      : (date: string) => `${prefix}.log.${date}`;
    expect(names).toEqual(dates.slice(0, 3).map((date) => expected(date)));
    handler.close();
  }
  expect(existsSync(join(folder, "a.b.log"))).toBe(false);
});
