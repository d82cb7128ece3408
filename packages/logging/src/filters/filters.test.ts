import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  DuplicateFilter,
  getLogger,
  JsonFormatter,
  type LogRecord,
  makeLogRecord,
  NullHandler,
  RateLimitFilter,
  RedactionFilter,
  type RedactionFilterOptions,
  root,
  SamplingFilter,
  withContext,
} from "../index.js";

class Recording extends NullHandler {
  readonly records: LogRecord[] = [];
  override handle(record: LogRecord): false {
    const passed = this.filter(record);
    if (passed !== false) this.records.push(passed);
    return false;
  }
  get messages(): string[] {
    return this.records.map((record) => record.getMessage());
  }
}

let recording: Recording;

beforeEach(() => {
  vi.useFakeTimers();
  recording = new Recording();
  root.addHandler(recording);
  root.setLevel("DEBUG");
});

afterEach(() => {
  vi.useRealTimers();
  root.removeHandler(recording);
  root.setLevel("WARNING");
});

describe("filters that hold back", () => {
  test("sampling lets one in N pass, and every severe record, and says what it held back", () => {
    const filter = new SamplingFilter({ keepOneIn: 3 });
    recording.addFilter(filter);
    for (let index = 0; index < 7; index += 1) getLogger("a").info("%d", index);
    getLogger("a").error("severe");
    expect(recording.messages).toEqual(["0", "3", "6", "severe"]);
    expect(recording.records[0]?.fields).toEqual({ sample_rate: 3 });
    expect(filter.heldBack).toBe(4);
    vi.advanceTimersByTime(60_000);
    expect(recording.messages.at(-1)).toBe("Sampling held back 4 records below WARNING");
    expect(recording.records.at(-1)?.fields).toEqual({ held_back: 4 });
    filter.flush();
    expect(recording.records).toHaveLength(5);
    expect(() => new SamplingFilter({ keepOneIn: 0 })).toThrow(/^Cannot use keepOneIn 0: expected a whole number/);
  });

  test("the rate limit lets a burst pass, then so many per second, for each logger", () => {
    const filter = new RateLimitFilter({ perSecond: 2, burst: 3 });
    recording.addFilter(filter);
    for (let index = 0; index < 5; index += 1) getLogger("a").info("a%d", index);
    getLogger("b").info("b");
    vi.advanceTimersByTime(1000);
    for (let index = 5; index < 9; index += 1) getLogger("a").info("a%d", index);
    expect(recording.messages).toEqual(["a0", "a1", "a2", "b", "a5", "a6"]);
    filter.flush();
    expect(recording.messages.at(-1)).toBe("The rate limit held back 4 records of a");
    expect(filter.heldBack).toBe(4);
  });

  test("duplicates are collapsed and counted", () => {
    const filter = new DuplicateFilter({ windowMs: 5000 });
    recording.addFilter(filter);
    for (let index = 0; index < 43; index += 1) getLogger("a").warning("disk at 100%");
    getLogger("a").info("other");
    vi.advanceTimersByTime(5000);
    getLogger("a").warning("disk at 100%");
    expect(recording.messages).toEqual(["disk at 100%", "other", "disk at 100% (repeated 42 times)", "disk at 100%"]);
    expect(recording.records[2]).toMatchObject({ name: "a", levelname: "WARNING", fields: { held_back: 42 } });
  });
});

describe("redaction", () => {
  function redacted(options: RedactionFilterOptions, attributes: Record<string, unknown>): Record<string, unknown> {
    const record = new RedactionFilter(options).filter(
      makeLogRecord({ name: "a", levelname: "INFO", msg: "m", ...attributes }),
    );
    return JSON.parse(new JsonFormatter({ host: "" }).format(record)) as Record<string, unknown>;
  }

  test("by path", () => {
    const check = (path: string, fields: object, expected: object): void =>
      expect(redacted({ paths: [path] }, { fields })).toMatchObject(expected);
    check("password", { password: "x", user: { password: "y" } }, { password: "[redacted]", user: { password: "y" } });
    check("user.password", { user: { PassWord: "y", n: 1 } }, { user: { PassWord: "[redacted]", n: 1 } });
    check(
      "*.token",
      { a: { token: 1 }, b: { c: { token: 2 } } },
      { a: { token: "[redacted]" }, b: { c: { token: 2 } } },
    );
    check(
      "**.secret",
      { secret: 1, a: [{ b: { secret: 2 } }] },
      { secret: "[redacted]", a: [{ b: { secret: "[redacted]" } }] },
    );
    check("cards[*].number", { cards: [{ number: 1, id: 2 }] }, { cards: [{ number: "[redacted]", id: 2 }] });
    check("h.x", { h: new Map([["x", 1]]) }, { h: { x: "[redacted]" } });
    expect(() => new RedactionFilter({ paths: [""] })).toThrow(/^Cannot use paths ""/);
  });

  test("by pattern, in messages, values and errors", () => {
    const check = (pattern: "token" | "card" | "email" | RegExp, text: string, expected: string): void => {
      const line = redacted(
        { patterns: [pattern], replacement: "***" },
        { msg: "%s", args: [text], fields: { a: [text] } },
      );
      expect(line).toMatchObject({ message: expected, a: [expected] });
    };
    check("token", "Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***");
    check("token", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl end", "*** end");
    check("token", "url?password=hunter22&a=1", "url?password=***&a=1");
    check("card", "paid with 4111 1111 1111 1111 today", "paid with *** today");
    check("card", "order 4111111111111112", "order 4111111111111112");
    check("email", "to bob.smith+x@mail.example.org!", "to ***!");
    check(/\bx\d+/, "x1 y x22", "*** y ***");
    const error = Object.assign(new Error("for bob@example.org"), { cause: new Error("eve@example.org") });
    const text = JSON.stringify(redacted({ patterns: ["email"] }, { exc_info: error }));
    expect(text).not.toMatch(/@example/);
    expect(() => new RedactionFilter({ patterns: ["nothing" as "email"] })).toThrow(
      /expected one of token, card, email/,
    );
  });

  test("also in the fields of a child, of the context and of extra; the caller's objects stay as they are", () => {
    recording.addFilter(new RedactionFilter({ paths: ["password"] }));
    const fields = { password: "a", n: 1 };
    withContext({ password: "b" }, () => getLogger("x").child({ password: "c" }).info(fields, "m"));
    getLogger("x").info("m", { extra: { password: "d" } });
    const lines = recording.records.map((record) => new JsonFormatter({ host: "" }).format(record));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { password: "[redacted]", n: 1 },
      { password: "[redacted]" },
    ]);
    expect(fields).toEqual({ password: "a", n: 1 });
  });
});
