import { describe, expect, test } from "vitest";
import { parseCall } from "./call-forms.js";
import { formatMessage } from "./message.js";
import { LogRecord } from "./log-record.js";

const error = new Error("boom");

function parts(first: unknown, ...rest: unknown[]): unknown[] {
  const { msg, args, fields, error: found, options } = parseCall(first, rest);
  return [new LogRecord("a", 20, "", 0, msg, args).getMessage(), fields, found, options];
}

describe("call forms", () => {
  const check = (
    args: [unknown, ...unknown[]],
    message: string,
    fields?: object,
    found?: unknown,
    options?: object,
  ): void => expect(parts(...args)).toEqual([message, fields, found, options]);

  test("a message, and values for it", () => {
    check(["added"], "added");
    check(["added %s to %s", "A-1", "cart"], "added A-1 to cart");
    check(["100%"], "100%");
    check(["%d%% of %s", 5, "x"], "5% of x");
    check(["%s and %s", "one"], "one and %s");
    check(["one", "two", 3], "one two 3");
    check(["%j %O", { a: 1 }, [1]], '{"a":1} [1]');
    check(["%s", { a: 1 }], '{"a":1}');
  });

  test("a message with fields", () => {
    check(["added", { sku: "A-1", qty: 2 }], "added", { sku: "A-1", qty: 2 });
    check(["added %s", "x", { qty: 2 }], "added x", { qty: 2 });
    check(["50% done", { qty: 2 }], "50% done", { qty: 2 });
    check(["less is %(less)s", { less: "more" }], "less is more", { less: "more" });
  });

  test("fields before the message", () => {
    check([{ sku: 1 }, "added"], "added", { sku: 1 });
    check([{ sku: 1 }, "added %s", "x"], "added x", { sku: 1 });
    check([{ sku: 1 }], "", { sku: 1 });
    check([{ err: error }, "failed"], "failed", { err: error }, error);
    check([{ extra: 1, exc_info: 2 }, "all are fields here"], "all are fields here", { extra: 1, exc_info: 2 });
  });

  test("an error, before or after the message", () => {
    check(["failed", error], "failed", undefined, error);
    check(["failed %s", "x", error], "failed x", undefined, error);
    check(["50% discount failed", error], "50% discount failed", undefined, error);
    check([error], "boom", undefined, error);
    check([error, "while %s", "paying"], "while paying", undefined, error);
    check(["failed", error, { sku: 1 }], "failed", { sku: 1 }, error);
    check(["failed: %s", error], "failed: Error: boom");
  });

  test("Python's keyword arguments after the message, apart from fields", () => {
    check(["x", { exc_info: error }], "x", undefined, undefined, { exc_info: error });
    const mixed = { extra: { a: 1 }, sku: 2, stack_info: true };
    check(["x", mixed], "x", { sku: 2 }, undefined, mixed);
    check(["x %s", 1, { stacklevel: 2 }], "x 1", undefined, undefined, { stacklevel: 2 });
  });

  test("a function is called for the message", () => {
    check([() => "lazy"], "lazy");
    check([() => ["lazy %s", 1, { a: 2 }]], "lazy 1", { a: 2 });
    check([() => ({ a: 1 })], "", { a: 1 });
    const thrown = parseCall(() => {
      throw error;
    }, []);
    expect([thrown.msg, thrown.error]).toEqual(["Cannot make the message of a log call", error]);
  });

  test("a tagged template keeps its text as the template", () => {
    const tag = (strings: TemplateStringsArray, ...values: unknown[]) => parseCall(strings, values);
    const call = tag`added ${"A-1"} at 5% to ${2}`;
    expect([call.msg, call.args]).toEqual(["added %s at 5%% to %s", ["A-1", 2]]);
    expect(formatMessage(call.msg, call.args)).toBe("added A-1 at 5% to 2");
  });

  test("anything else is the message, by its own text", () => {
    check([5], "5");
    check([null], "null");
    check([[1, 2]], "[1,2]");
    check([new Date(0)], String(new Date(0)));
  });

  test("the caller's objects stay as they are", () => {
    const fields = Object.freeze({ a: Object.freeze({ b: 1 }) });
    parts("x", fields, { c: 1 });
    parts(fields, "x", { c: 1 });
    expect(fields).toEqual({ a: { b: 1 } });
  });
});
