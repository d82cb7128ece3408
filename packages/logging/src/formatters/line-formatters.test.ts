import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Formatter, LogfmtFormatter, LtsvFormatter, makeLogRecord, PrettyFormatter, unescapeLtsv } from "../index.js";
import { wantsColour } from "./pretty-formatter.js";

const created = Date.UTC(2026, 0, 2, 3, 4, 5, 678) / 1000;
const base = { created, levelno: 20, levelname: "INFO", name: "shop", msg: "added" };
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;
const text = fc.string({ unit: "binary" });
const fieldName = fc.stringMatching(/^[a-z]\w{0,8}$/).map((name) => `f_${name}`);

function ltsvOf(line: string): Record<string, string> {
  const pairs = line.split("\t").map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)]);
  return Object.fromEntries(pairs.map(([label, value]) => [label, unescapeLtsv(value ?? "")])) as Record<
    string,
    string
  >;
}

function logfmtOf(line: string): Record<string, string> {
  const pairs = line.matchAll(/([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)(?: |$)/g);
  return Object.fromEntries(
    [...pairs].map(([, key, value = ""]) => [key, value.startsWith('"') ? (JSON.parse(value) as string) : value]),
  ) as Record<string, string>;
}

describe("LTSV", () => {
  test("has labels and values", () => {
    const record = makeLogRecord({ ...base, fields: { sku: "A\t1", at: { "b c": 2 }, level: 1, list: [1] } });
    expect(new LtsvFormatter({ service: "s" }).format(record)).toBe(
      "time:2026-01-02T03:04:05.678Z\tlevel:info\tservice:s\tlogger:shop\tmessage:added\tsku:A\\t1\tat.b_c:2\tfield.level:1\tlist:[1]",
    );
  });

  test("comes back as it was", () => {
    fc.assert(
      fc.property(text, fieldName, text, (msg, name, value) => {
        const line = new LtsvFormatter().format(makeLogRecord({ ...base, msg, fields: { [name]: value } }));
        expect(line).not.toMatch(/[\n\r]/);
        expect(ltsvOf(line)).toMatchObject({ message: msg, [name]: value });
      }),
    );
  });
});

describe("logfmt", () => {
  test("has keys and values, quoted where need be", () => {
    const record = makeLogRecord({ ...base, msg: "two words", fields: { sku: "A=1", "a b": "", n: 1.5, ok: true } });
    expect(new LogfmtFormatter().format(record)).toBe(
      'time=2026-01-02T03:04:05.678Z level=info logger=shop message="two words" sku="A=1" a_b="" n=1.5 ok=true',
    );
  });

  test("comes back as it was", () => {
    fc.assert(
      fc.property(text, fieldName, text, (msg, name, value) => {
        const line = new LogfmtFormatter().format(makeLogRecord({ ...base, msg, fields: { [name]: value } }));
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(logfmtOf(line)).toMatchObject({ message: msg, [name]: value });
      }),
    );
  });
});

describe("pretty", () => {
  test("shows time, level, logger, message and fields, and the error below", () => {
    const error = new Error("boom");
    error.stack = "Error: boom\n    at f";
    const record = makeLogRecord({ ...base, fields: { sku: "A 1" }, exc_info: error });
    expect(new PrettyFormatter({ color: false }).format(record)).toMatch(
      /^\d\d:\d\d:05\.678 INFO {5}shop added sku="A 1"\n {4}Error: boom\n {8}at f$/,
    );
    expect(new PrettyFormatter({ color: true }).format(record)).toContain("\u001b[32mINFO    \u001b[0m");
  });

  test("lets no control character of the content reach the terminal, and no line be forged", () => {
    fc.assert(
      fc.property(text, text, text, (msg, name, value) => {
        const record = makeLogRecord({ ...base, msg, name, fields: { [`k${value}`]: value } });
        const shown = new PrettyFormatter({ color: false }).format(record);
        expect(shown).not.toMatch(CONTROLS);
        const further = shown.split("\n").slice(1);
        expect(further.every((line) => line.startsWith("    "))).toBe(true);
      }),
    );
    const attack = "\u001b]0;title\u0007\u009b31m\r\n2026-01-02 INFO forged";
    const shown = new PrettyFormatter({ color: false }).format(makeLogRecord({ ...base, msg: attack }));
    expect(shown).toContain("\\u001b]0;title\\u0007\\u009b31m\\r\n    2026-01-02 INFO forged");
  });

  test("uses colour on terminals, unless the environment says otherwise", () => {
    const check = (isTTY: boolean, environment: NodeJS.ProcessEnv, expected: boolean): void =>
      expect(wantsColour({ isTTY }, environment)).toBe(expected);
    check(true, {}, true);
    check(false, {}, false);
    check(true, { NO_COLOR: "1" }, false);
    check(true, { NO_COLOR: "" }, true);
    check(false, { FORCE_COLOR: "1" }, true);
    check(true, { FORCE_COLOR: "0" }, false);
    check(true, { TERM: "dumb" }, false);
  });
});

test("the text format shows control characters as escapes, so that content forges no line, unless told not to", () => {
  const attributes = { ...base, msg: "one\nINFO forged\u001b[31m", exc_text: "Error\n    at f", user: "a\rb" };
  const check = (fmt: string, style: "%" | "{" | "$"): void =>
    expect(new Formatter(fmt, { style }).format(makeLogRecord(attributes))).toBe(
      "INFO one\\nINFO forged\\u001b[31m a\\rb\nError\n    at f",
    );
  check("%(levelname)s %(message)s %(user)s", "%");
  check("{levelname} {message} {user}", "{");
  check("$levelname ${message} $user", "$");
  expect(new Formatter("%(message)s", { escape: false }).format(makeLogRecord(attributes))).toBe(
    "one\nINFO forged\u001b[31m\nError\n    at f",
  );
});
