import { describe, expect, test } from "vitest";
import { makeLogRecord, type LogRecord } from "../log-record.js";
import { BufferingFormatter } from "./buffering-formatter.js";
import { Formatter, type StyleName } from "./formatter.js";
import { PercentStyle } from "./percent-style.js";
import { StrFormatStyle } from "./str-format-style.js";
import { gmtime, localtime, strftime } from "./strftime.js";
import { StringTemplateStyle } from "./string-template-style.js";

function record(more: Record<string, unknown> = {}): LogRecord {
  return makeLogRecord({
    name: "formatter.test",
    levelno: 10,
    levelname: "DEBUG",
    pathname: "/path/to/dummy.ext",
    lineno: 42,
    msg: "Message with %d %s",
    args: [2, "placeholders"],
    ...more,
  });
}

describe("styles", () => {
  test.each<[StyleName, string, typeof PercentStyle | typeof StrFormatStyle | typeof StringTemplateStyle]>([
    ["%", "${%(message)s}", PercentStyle],
    ["{", "$%{message}%$", StrFormatStyle],
    ["$", "${message}", StringTemplateStyle],
  ])("%s shows the message", (style, fmt, StyleClass) => {
    const formatter = new Formatter(fmt, null, style);
    expect(formatter.format(record())).toBe(
      {
        "%": "${Message with 2 placeholders}",
        "{": "$%Message with 2 placeholders%$",
        $: "Message with 2 placeholders",
      }[style],
    );
    expect(formatter.style).toBeInstanceOf(StyleClass);
    expect(formatter._fmt).toBe(fmt);
  });

  test.each<[StyleName, string, boolean]>([
    ["%", "%(asctime)s", true],
    ["%", "%(asctime)-15s", true],
    ["%", "%(asctime)#15s", true],
    ["%", "%(message)s", false],
    ["{", "{asctime}", true],
    ["{", "{asctime!s:15}", true],
    ["{", "{asctime:15}", true],
    ["{", "{message}", false],
    ["$", "${asctime}", true],
    ["$", "$asctime", true],
    ["$", "$message", false],
    ["$", "${asctime}--", true],
  ])("%s %s uses the time: %s", (style, fmt, expected) => {
    expect(new Formatter(fmt, { style }).usesTime()).toBe(expected);
  });

  test.each<[StyleName, string]>([
    ["%", "%(process)d - %(asctime)s - %(message)s"],
    ["%", "%(asctime)*.3s"],
    ["%", "%(foo)#.*g"],
    ["%", "%(process)#+027.23X"],
    ["{", "{process!r:4.2}"],
    ["{", "{process!s:<#30,.12f}- {custom:=+#30,.1d} - {module:^30}"],
    ["{", "{process!s:{w},.{p}}"],
    ["{", "{foo:{w}.6}"],
    ["{", "{foo[0].bar[1].baz}"],
    ["{", "{12[k1].bar[k2].baz}"],
    ["{", "{{{message}}}"],
    ["$", "$bar $$$$"],
    ["$", "${asctime} - $message"],
  ])("%s accepts %s", (style, fmt) => {
    expect(() => new Formatter(fmt, { style })).not.toThrow();
  });

  test.each<[StyleName, string]>([
    ["%", "%(asctime)Z"],
    ["%", "%(asctime)b"],
    ["%", "%(asctime)*"],
    ["%", "%(asctime)*3s"],
    ["%", "%(asctime)_"],
    ["%", "{asctime}"],
    ["%", "${message}"],
    ["%", "%(foo)#12.3*f"],
    ["{", "{name-thing}"],
    ["{", "%(asctime)s"],
    ["{", "{asctime!Z:15}"],
    ["{", "{asctime!s:#30,15f}"],
    ["{", "{asctime!aa:15}"],
    ["{", "{process:.2ff}"],
    ["{", "{process:.2Z}"],
    ["{", "{process!s:<##30,12g}"],
    ["{", "{process!s:{{w}},{{p}}}"],
    ["{", "{process"],
    ["{", "process}"],
    ["{", "{{foo!r:4.2}"],
    ["{", "{{foo!r:4.2}}"],
    ["{", "{foo/bar}"],
    ["{", "{foo:{{w}}.{{p}}}}"],
    ["{", "{foo!a:random}"],
    ["{", "{foo!a:ran{d}om}"],
    ["{", "{foo.!a:d}"],
    ["$", "$bar $$$"],
    ["$", "bar $"],
    ["$", "foo $."],
    ["$", "foo"],
    ["$", "${asctime"],
    ["$", "%(asctime)s"],
  ])("%s refuses %s", (style, fmt) => {
    expect(() => new Formatter(fmt, { style })).toThrow(/^Cannot use format/);
    expect(() => new Formatter(fmt, { style, validate: false })).not.toThrow();
  });

  test("an unknown style is refused", () => {
    expect(() => new Formatter(null, null, "x" as StyleName)).toThrow(/^Cannot use style "x"/);
  });

  test("{ formats values by Python's specification language", () => {
    const check = (fmt: string, value: unknown, expected: string): void =>
      expect(new Formatter(fmt, { style: "{" }).format(record({ v: value }))).toBe(expected);
    check("{v:>6}|", "ab", "    ab|");
    check("{v:*^6}|", "ab", "**ab**|");
    check("{v:06d}", -42, "-00042");
    check("{v:+,}", 1234567, "+1,234,567");
    check("{v:,.2f}", 1234.5, "1,234.50");
    check("{v:#x}", 255, "0xff");
    check("{v:b}", 5, "101");
    check("{v:.1%}", 0.256, "25.6%");
    check("{v!r}", "it", "'it'");
    check("{v[a].b}", { a: { b: 7 } }, "7");
    expect(new Formatter("{msecs:03.0f}", { style: "{" }).format(record({ msecs: 7 }))).toBe("007");
  });

  test("% formats values as C does", () => {
    const check = (conversion: string, value: unknown, expected: string): void =>
      expect(new Formatter(`%(v)${conversion}`, { validate: false }).format(record({ v: value }))).toBe(expected);
    check("-5s|", "ab", "ab   |");
    check("5.1s|", "ab", "    a|");
    check("05d", -42, "-0042");
    check("+d", 3, "+3");
    check(".2f", 2.345, "2.35");
    check("x", 255, "ff");
    check("#o", 8, "10");
    check("e", 12345.678, "1.234568e+04");
    check("g", 0.00001, "1e-05");
    check("g", 123456, "123456");
    check("r", "it's", '"it\'s"');
    check("999999999d", 1, `${" ".repeat(4095)}1`);
  });

  test.each<[StyleName, string]>([
    ["%", "%(custom)s %(message)s"],
    ["{", "{custom} {message}"],
    ["$", "$custom $message"],
  ])("%s takes defaults, and says which field is missing without them", (style, fmt) => {
    const withDefaults = new Formatter(fmt, { style, defaults: { custom: "Default" } });
    expect(withDefaults.format(record())).toBe("Default Message with 2 placeholders");
    expect(withDefaults.format(record({ custom: 1234 }))).toBe("1234 Message with 2 placeholders");
    expect(() => new Formatter(fmt, { style }).format(record())).toThrow(
      'Cannot format the record: it has no field "custom"',
    );
  });
});

describe("time", () => {
  const created = Date.UTC(1993, 3, 21, 8, 3, 0) / 1000;

  test("is ISO 8601 with milliseconds, or as datefmt says", () => {
    const formatter = new Formatter("%(asctime)s %(message)s");
    formatter.converter = gmtime;
    const each = record({ created, msecs: 123 });
    expect(formatter.formatTime(each)).toBe("1993-04-21 08:03:00,123");
    expect(formatter.formatTime(each, "%Y:%d")).toBe("1993:21");
    formatter.format(each);
    expect(each.asctime).toBe("1993-04-21 08:03:00,123");
  });

  test("has the subclass's format, also without milliseconds", () => {
    class NoMilliseconds extends Formatter {
      override default_msec_format = null;
      override default_time_format = "%d/%m/%Y %H:%M:%S";
    }
    const formatter = new NoMilliseconds();
    formatter.converter = gmtime;
    expect(formatter.formatTime(record({ created }))).toBe("21/04/1993 08:03:00");
  });

  test("milliseconds are those of the time, without loss", () => {
    const check = (seconds: number, expected: number): void =>
      expect(Math.floor(makeLogRecord({ created: seconds }).msecs)).toBe(expected);
    check(1677902297.1, 100);
    check(1677902297.999, 999);
    check(1677902298, 0);
  });

  test("strftime knows the directives of C", () => {
    const time = gmtime(Date.UTC(2024, 11, 30, 15, 4, 5) / 1000);
    const check = (format: string, expected: string): void => expect(strftime(format, time)).toBe(expected);
    check("%a %A %b %B", "Mon Monday Dec December");
    check("%d %e %H %I %j %m %M %p %S", "30 30 15 03 365 12 04 PM 05");
    check("%y %Y %z %Z %%", "24 2024 +0000 UTC %");
    check("%G-W%V-%u %U %W %w", "2025-W01-1 52 53 1");
    check("%c|%x|%X|%F|%T", "Mon Dec 30 15:04:05 2024|12/30/24|15:04:05|2024-12-30|15:04:05");
    check("%s %f %Q", "1735571045 000000 %Q");
  });

  test("local time is the machine's", () => {
    const date = new Date(created * 1000);
    expect(localtime(created)).toMatchObject({ year: 1993, hour: date.getHours(), minute: date.getMinutes() });
  });
});

describe("errors", () => {
  test("follow on lines of their own, with causes and parts", () => {
    const cause = new TypeError("inner");
    const error = new AggregateError([new Error("one"), "two"], "outer", { cause });
    const lines = new Formatter("%(message)s")
      .format(record({ exc_info: error, stack_info: "Stack:\n  f" }))
      .split("\n");
    const heads = lines.filter((line) => !line.startsWith("    at"));
    expect(heads).toEqual([
      "Message with 2 placeholders",
      "AggregateError: outer",
      "Caused by: TypeError: inner",
      "Error 1 of 2: Error: one",
      "Error 2 of 2: two",
      "Stack:",
      "  f",
    ]);
  });

  test("are formatted once, and Python's triple is taken", () => {
    const each = record({ exc_info: [Error, new Error("x"), null] });
    class Mine extends Formatter {
      override formatException(excInfo: unknown): string {
        return `<${super.formatException(excInfo).split("\n")[0]}>`;
      }
    }
    expect(new Mine("%(message)s").format(each)).toBe("Message with 2 placeholders\n<Error: x>");
    expect(new Formatter("%(message)s").format(each)).toContain("<Error: x>");
  });

  test("a chain that bites its own tail ends", () => {
    const error = new Error("a");
    error.cause = error;
    expect(new Formatter().formatException(error).match(/Error: a/g)).toHaveLength(1);
  });
});

describe("BufferingFormatter", () => {
  const records = [makeLogRecord({ msg: "one" }), makeLogRecord({ msg: "two" })];
  test("puts records together, with what comes before and after", () => {
    class Mine extends BufferingFormatter {
      override formatHeader(all: readonly LogRecord[]): string {
        return `[(${all.length})`;
      }
      override formatFooter(all: readonly LogRecord[]): string {
        return `(${all.length})]`;
      }
    }
    expect(new BufferingFormatter().format([])).toBe("");
    expect(new BufferingFormatter().format(records)).toBe("onetwo");
    expect(new Mine(new Formatter("<%(message)s>")).format(records)).toBe("[(2)<one><two>(2)]");
  });
});
