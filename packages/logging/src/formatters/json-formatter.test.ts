import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { withContext } from "../context.js";
import { getLogger, JsonFormatter, type LogRecord, makeLogRecord, root, StreamHandler } from "../index.js";

const created = Date.UTC(2026, 0, 2, 3, 4, 5, 678) / 1000;
const base = { created, levelno: 20, levelname: "INFO", name: "shop.cart", msg: "added" };

function parsed(
  attributes: Record<string, unknown>,
  formatter = new JsonFormatter({ host: "" }),
): Record<string, unknown> {
  return JSON.parse(formatter.format(makeLogRecord({ ...base, ...attributes }))) as Record<string, unknown>;
}

afterEach(() => {
  for (const handler of root.handlers.slice()) root.removeHandler(handler);
});

/** The lines that calls make, read back. */
function logged(run: () => void, formatter = new JsonFormatter({ host: "" })): Record<string, unknown>[] {
  const lines: string[] = [];
  const handler = new StreamHandler({ write: (text: string) => lines.push(text) });
  handler.setFormatter(formatter);
  root.addHandler(handler);
  run();
  root.removeHandler(handler);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the line", () => {
  test("has the canonical names", () => {
    const formatter = new JsonFormatter({ service: "shop", host: "web-1", dataset: "audit" });
    expect(formatter.format(makeLogRecord({ ...base, fields: { sku: "A-1", qty: 2 } }))).toBe(
      '{"time":"2026-01-02T03:04:05.678Z","level":"info","severity":9,"service":"shop","host":"web-1","dataset":"audit",' +
        '"logger":"shop.cart","message":"added","sku":"A-1","qty":2}',
    );
  });

  test("has the severity of OpenTelemetry", () => {
    const check = (levelno: number, expected: number): void => expect(parsed({ levelno })["severity"]).toBe(expected);
    for (const [level, expected] of [
      [5, 1],
      [10, 5],
      [20, 9],
      [25, 11],
      [30, 13],
      [40, 17],
      [50, 21],
      [100, 24],
      [1, 1],
    ]) {
      check(level ?? 0, expected ?? 0);
    }
  });

  test("has no name twice: the call wins over the child, the child over the context", () => {
    const formatter = new JsonFormatter({ service: "shop", host: "h" });
    const [line] = logged(
      () =>
        withContext({ a: 1, b: 1, c: 1, service: "ctx" }, () =>
          getLogger("x").child({ b: 2, c: 2 }).error({ c: 3 }, "m"),
        ),
      formatter,
    );
    expect(line).toMatchObject({ a: 1, b: 2, c: 3, service: "ctx", host: "h" });
    const text = formatter.format(makeLogRecord({ ...base, fields: { host: "other", time: 1, level: 2, message: 3 } }));
    expect(text.match(/"host"/g)).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({
      host: "other",
      "field.time": 1,
      "field.level": 2,
      "field.message": 3,
      message: "added",
    });
  });

  test("has what filters and extra set on the record", () => {
    expect(parsed({ user: "jim", fields: { sku: 1 } })).toMatchObject({ user: "jim", sku: 1 });
  });

  test("has the error with its causes, its own fields and its parts", () => {
    const error = Object.assign(new Error("outer", { cause: new TypeError("inner") }), { code: "E1", status: 500 });
    expect(parsed({ exc_info: error })["exception"]).toMatchObject({
      type: "Error",
      message: "outer",
      stacktrace: expect.stringContaining("Error: outer\n    at ") as string,
      code: "E1",
      status: 500,
      cause: { type: "TypeError", message: "inner" },
    });
    const many = new AggregateError([new Error("a"), "b"], "many");
    expect(parsed({ exc_info: many })["exception"]).toMatchObject({ errors: [{ message: "a" }, "b"] });
    expect(parsed({ fields: { reason: error } })["reason"]).toMatchObject({ message: "outer", code: "E1" });
    const [line] = logged(() => getLogger("x").error({ err: error, a: 1 }, "failed"));
    expect(line).toMatchObject({ a: 1, exception: { code: "E1" } });
    expect(line).not.toHaveProperty("err");
  });

  test("is cut at its bound and says so", () => {
    const formatter = new JsonFormatter({ host: "", lengthMax: 400 });
    const text = formatter.format(
      makeLogRecord({ ...base, msg: "\u0001".repeat(1000), fields: { big: "x".repeat(1000) } }),
    );
    expect(text.length).toBeLessThanOrEqual(400);
    expect(JSON.parse(text)).toMatchObject({ level: "info", truncated: expect.any(Number) as number });
  });

  test("is made once for all handlers that share the formatter", () => {
    let calls = 0;
    const value = {
      toJSON: (): number => (calls += 1),
    };
    const formatter = new JsonFormatter();
    for (let index = 0; index < 10; index += 1) {
      const handler = new StreamHandler({ write: () => true });
      handler.setFormatter(formatter);
      root.addHandler(handler);
    }
    getLogger("x").error("m", { value: Object.assign(Object.create({}) as object, value) });
    expect(calls).toBe(1);
  });
});

describe("values", () => {
  const check = (value: unknown, expected: unknown): void =>
    expect(parsed({ fields: { value } })["value"]).toEqual(expected);

  test("that JSON lacks have a text of their own", () => {
    check(10n, "10");
    check(Number.NaN, "NaN");
    check(-Infinity, "-Infinity");
    check(
      new Map<unknown, unknown>([
        ["a", 1],
        [2, new Set([3])],
      ]),
      { a: 1, "2": [3] },
    );
    check(new Set([1, "b"]), [1, "b"]);
    check(new Date(0), "1970-01-01T00:00:00.000Z");
    check(new Date(Number.NaN), "Invalid Date");
    check(Buffer.from("hi"), "aGk=");
    check(/x/g, "/x/g");
    check(Symbol("s"), "Symbol(s)");
    check(() => 1, "[Function: anonymous]");
    check([undefined, null], [null, null]);
    check({ a: undefined, b: { toJSON: () => "j" } }, { b: "j" });
  });

  test("that cannot be read cost only themselves", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const getter = {
      ok: 1,
      get bad(): never {
        throw new Error("no");
      },
    };
    const circular: Record<string, unknown> = { a: 1 };
    circular["self"] = circular;
    check(getter, { ok: 1, bad: "[Unreadable: no]" });
    check(circular, { a: 1, self: "[Circular]" });
    expect(parsed({ fields: { value: proxy } })["value"]).toMatch(/^\[Unreadable: /);
    expect(parsed({ fields: getter })).toMatchObject({ ok: 1, bad: "[Unreadable]" });
  });

  test("that are deep, wide or long are bounded", () => {
    let deep: unknown = 1;
    for (let index = 0; index < 1000; index += 1) deep = { deep };
    expect(JSON.stringify(parsed({ fields: { deep } })).length).toBeLessThan(500);
    expect((parsed({ fields: { value: Array.from({ length: 1e5 }, () => 1) } })["value"] as unknown[]).length).toBe(
      257,
    );
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index]));
    expect(parsed({ fields: { value: wide } })["value"]).toMatchObject({ k255: 255, "…": "44 more" });
    const formatter = new JsonFormatter({ host: "", lengthMax: 1e7 });
    const long = parsed({ fields: { value: "x".repeat(1e6) } }, formatter)["value"] as string;
    expect(long.length).toBeLessThan(270_000);
    const bushy = (depth: number): unknown => (depth === 0 ? 1 : Array.from({ length: 50 }, () => bushy(depth - 1)));
    expect(JSON.stringify(parsed({ fields: { value: bushy(4) } }, formatter)).length).toBeLessThan(2e6);
  });

  test("plain data is written as JSON.stringify writes it", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 20 }),
        (fields) => {
          const line = parsed({ fields: { data: fields } });
          expect(line["data"]).toEqual(JSON.parse(JSON.stringify(fields)));
        },
      ),
    );
  });

  test("plain data with texts of any alphabet is written as JSON.stringify writes it", () => {
    const value = fc.record({
      "a b": fc.string({ unit: "binary" }),
      long: fc.string({ unit: "grapheme", minLength: 50 }),
    });
    fc.assert(
      fc.property(fc.array(value), (data) => {
        expect(parsed({ fields: { data } })["data"]).toEqual(data.map((each) => ({ ...each })));
      }),
    );
    const rows = Array.from({ length: 200 }, () => ({ text: "x".repeat(1000) }));
    expect(parsed({ fields: { rows } })["rows"]).toEqual(rows);
  });

  test("every name and text comes back as it was, and no line has a control character", () => {
    const name = fc.string({ unit: "binary", minLength: 1 });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), name, fc.string({ unit: "binary" }), (msg, key, value) => {
        const fields = { [`k${key}`]: value };
        const text = new JsonFormatter({ host: "" }).format(makeLogRecord({ ...base, msg, fields }));
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(JSON.parse(text)).toMatchObject({ message: msg, ...fields });
      }),
    );
  });
});

test("a record that was received is written like one that was made here", () => {
  const record: LogRecord = makeLogRecord({ ...base, msg: "%s", args: ["x"], exc_text: "Traceback" });
  expect(JSON.parse(new JsonFormatter({ host: "" }).format(record))).toMatchObject({
    message: "x",
    exception: { stacktrace: "Traceback" },
  });
});
