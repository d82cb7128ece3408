import { describe, expect, it } from "vitest";
import { levelOfLetter, levelOfNumber, levelOfPython, levelOfSeverity, levelOfSyslog, levelOfText } from "./level.js";

describe("the level of a text", () => {
  it.each([
    ["INFO", "info", 9],
    ["Information", "info", 9],
    ["notice", "notice", 10],
    ["WARN", "warning", 13],
    ["err", "error", 17],
    ["SEVERE", "error", 17],
    ["FATAL", "critical", 21],
    ["emerg", "critical", 23],
    ["fine", "debug", 5],
    ["Verbose", "trace", 1],
    [" w ", "warning", 13],
    ["30", "info", 9],
    ["Audit", "audit", 9],
    ["my-error-level", "my-error-level", 17],
  ])("%s", (text, level, severity) => {
    expect(levelOfText(text)).toEqual({ level, severity });
  });
  it("is none for an empty one", () => {
    expect(levelOfText("  ")).toBeUndefined();
  });
});

describe("the level of a number", () => {
  it("is pino's from 10 to 60", () => {
    expect([10, 20, 30, 35, 40, 50, 60].map((value) => levelOfNumber(value)?.level)).toEqual([
      "trace",
      "debug",
      "info",
      "info",
      "warning",
      "error",
      "critical",
    ]);
  });
  it("is syslog's from 0 to 7", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((value) => levelOfNumber(value)?.severity)).toEqual([
      23, 22, 21, 17, 13, 10, 9, 5,
    ]);
    expect(levelOfSyslog(11)).toEqual(levelOfSyslog(3));
  });
  it("is Python's for levelno", () => {
    expect([5, 10, 20, 30, 40, 50, 60].map((value) => levelOfPython(value)?.level)).toEqual([
      "trace",
      "debug",
      "info",
      "warning",
      "error",
      "critical",
      "critical",
    ]);
  });
  it("keeps an OpenTelemetry severity", () => {
    expect(levelOfSeverity(18)).toEqual({ level: "error", severity: 18 });
    expect(levelOfSeverity(0)).toBeUndefined();
  });
  it("is none for others", () => {
    expect([-1, 8, 9, 100, Number.NaN].map((value) => levelOfNumber(value))).toEqual(Array(5).fill(undefined));
  });
});

it("knows the letters of logcat", () => {
  expect("VDIWEF".split("").map((letter) => levelOfLetter(letter)?.severity)).toEqual([1, 5, 9, 13, 17, 21]);
});
