import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  addLevelName,
  CRITICAL,
  DEBUG,
  defineLevels,
  disable,
  exception as rootException,
  ERROR,
  FATAL,
  Filter,
  Formatter,
  getLevelName,
  getLevelNamesMapping,
  getLogger,
  getLoggerClass,
  INFO,
  lastResort,
  Logger,
  LoggerAdapter,
  LogRecord,
  makeLogRecord,
  Manager,
  NOTSET,
  NullHandler,
  root,
  RootLogger,
  setLoggerClass,
  setLogRecordFactory,
  getLogRecordFactory,
  settings,
  StreamHandler,
  warning as rootWarning,
  WARNING,
} from "./index.js";

class Recording extends NullHandler {
  readonly records: LogRecord[] = [];
  override handle(record: LogRecord): false {
    this.records.push(record);
    return false;
  }
}

class Text {
  text = "";
  write(text: string): void {
    this.text += text;
  }
  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

let stream: Text;
let handler: StreamHandler;
let number = 0;
const next = (): string => String((number += 1));

beforeEach(() => {
  number = 0;
  stream = new Text();
  handler = new StreamHandler(stream);
  handler.setFormatter(new Formatter("%(name)s -> %(levelname)s: %(message)s"));
  root.addHandler(handler);
  root.setLevel(DEBUG);
});

afterEach(() => {
  for (const each of root.handlers.slice()) root.removeHandler(each);
  root.setLevel(WARNING);
  disable(NOTSET);
  Logger.manager.loggerDict.clear();
  settings.raiseExceptions = true;
  settings.lastResort = lastResort;
  setLoggerClass(Logger);
  setLogRecordFactory(undefined);
});

describe("levels", () => {
  test("a logger takes records of its own level and above", () => {
    const log = getLogger("INF");
    log.setLevel(INFO);
    log.log(CRITICAL, next());
    log.error(next());
    log.warn(next());
    log.info(next());
    log.debug(next());
    expect(stream.lines).toEqual(["INF -> CRITICAL: 1", "INF -> ERROR: 2", "INF -> WARNING: 3", "INF -> INFO: 4"]);
  });

  test("a logger without a level has that of the nearest above, also when that one is made later", () => {
    const grandchild = getLogger("INF.BADPARENT.UNDEF");
    const child = getLogger("INF.BADPARENT");
    const parent = getLogger("INF");
    parent.setLevel(INFO);
    grandchild.log(FATAL, next());
    grandchild.info(next());
    child.debug(next());
    expect(stream.lines).toEqual(["INF.BADPARENT.UNDEF -> CRITICAL: 1", "INF.BADPARENT.UNDEF -> INFO: 2"]);
    expect(grandchild.parent).toBe(child);
    expect(child.parent).toBe(parent);
    expect(parent.parent).toBe(root);
  });

  test("a change of level anywhere reaches loggers that have logged before", () => {
    const below = getLogger("abc.def");
    expect(below.isEnabledFor(DEBUG)).toBe(true);
    getLogger("abc").setLevel(CRITICAL);
    expect(below.isEnabledFor(ERROR)).toBe(false);
    expect(below.getEffectiveLevel()).toBe(CRITICAL);
    getLogger("abc").setLevel(NOTSET);
    expect(below.isEnabledFor(DEBUG)).toBe(true);
    disable();
    expect(below.isEnabledFor(CRITICAL)).toBe(false);
    disable(NOTSET);
    below.disabled = true;
    expect(below.isEnabledFor(CRITICAL)).toBe(false);
  });

  test("levels are given as numbers or by name, in either case", () => {
    const log = getLogger("a");
    const check = (input: unknown, expected: number): void => {
      log.setLevel(input as string);
      expect(log.level).toBe(expected);
    };
    check("DEBUG", 10);
    check("warn", 30);
    check(57, 57);
    check("silent", Number.POSITIVE_INFINITY);
    log.level = "info";
    expect(log.level).toBe(20);
  });

  test.each([null, undefined, {}, [0, 0], 1.5, "nonsense"])("a level %j is refused", (level) => {
    expect(() => getLogger("a").setLevel(level as string)).toThrow(/^Cannot use level/);
    expect(() => disable((level ?? {}) as string)).toThrow(/^Cannot use level/);
  });

  test("a call with an unknown level throws only if faults are to be raised", () => {
    expect(() => getLogger("a").log("10", "test")).toThrow(/^Cannot use level "10"/);
    settings.raiseExceptions = false;
    getLogger("a").log("10", "test");
    expect(stream.lines).toEqual([]);
  });

  test("names and numbers of levels can be looked up both ways", () => {
    expect(getLevelName(INFO)).toBe("INFO");
    expect(getLevelName("INFO")).toBe(INFO);
    expect(getLevelName("WARN")).toBe(WARNING);
    expect(getLevelName(33)).toBe("Level 33");
    expect(getLevelNamesMapping()).not.toBe(getLevelNamesMapping());
    expect(getLevelNamesMapping()).toMatchObject({ CRITICAL: 50, FATAL: 50, WARN: 30, NOTSET: 0 });
  });

  test("custom levels have names, and typed methods when they are defined", () => {
    addLevelName(115, "Verbose");
    getLogger("a").log(115, next());
    const custom = defineLevels({ notice: 25 });
    custom.getLogger("a").notice(next());
    expect(stream.lines).toEqual(["a -> Verbose: 1", "a -> NOTICE: 2"]);
  });
});

describe("hierarchy", () => {
  test("the root logger has many names and only one self", () => {
    for (const name of [undefined, null, "", "root"]) expect(getLogger(name)).toBe(root);
    expect(getLogger("foo.bar").root).toBe(root);
    expect(getLogger("\0")).not.toBe(root);
    expect(root).toBeInstanceOf(RootLogger);
  });

  test("a name that is no string is refused", () => {
    expect(() => getLogger(5 as unknown as string)).toThrow(/expected a string, got number/);
  });

  test("children", () => {
    const abc = getLogger("abc");
    const def = abc.getChild("def.ghi");
    expect(def).toBe(getLogger("abc.def.ghi"));
    expect(root.getChild("xyz")).toBe(getLogger("xyz"));
    expect(root.getChildren()).toEqual(new Set([abc, getLogger("xyz")]));
    expect(abc.getChildren()).toEqual(new Set());
    getLogger("abc.def");
    expect(abc.getChildren()).toEqual(new Set([getLogger("abc.def")]));
  });

  test("records go up until propagate is off", () => {
    const recording = new Recording();
    const log = getLogger("a.b");
    getLogger("a").addHandler(recording);
    log.info("one");
    getLogger("a").propagate = false;
    log.info("two");
    log.propagate = false;
    log.info("three");
    expect(recording.records.map((record) => record.msg)).toEqual(["one", "two"]);
    expect(stream.lines).toEqual(["a.b -> INFO: one"]);
    expect(log.hasHandlers()).toBe(false);
  });

  test("a logger class of one's own is used, and must be a Logger", () => {
    class Mine extends Logger {}
    expect(() => setLoggerClass(Object as unknown as typeof Logger)).toThrow(/does not extend Logger/);
    setLoggerClass(Mine);
    expect(getLoggerClass()).toBe(Mine);
    expect(getLogger("mine")).toBeInstanceOf(Mine);
    const manager = new Manager(root);
    manager.setLoggerClass(Mine);
    expect(manager.getLogger("x")).toBeInstanceOf(Mine);
  });

  test("without a handler the last resort takes warnings, once it is gone a note is made once", () => {
    root.removeHandler(handler);
    const written: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
    try {
      root.debug("no");
      root.warning("Final chance!");
      settings.lastResort = null;
      root.warning("gone");
      root.warning("gone");
    } finally {
      process.stderr.write = write;
      Logger.manager.emittedNoHandlerWarning = false;
    }
    expect(written).toEqual(["Final chance!\n", 'No handlers could be found for logger "root"\n']);
  });
});

describe("records", () => {
  test("a factory and a makeRecord of one's own make the records", () => {
    const recording = new Recording();
    root.addHandler(recording);
    const before = getLogRecordFactory();
    setLogRecordFactory((...args) => Object.assign(before(...args), { custom: 0xdecafbad }));
    getLogger("a").info("x %s", 1);
    expect(recording.records[0]).toMatchObject({ custom: 0xdecafbad, name: "a", msg: "x %s", args: [1] });
    class Derived extends LogRecord {}
    setLogRecordFactory(Derived);
    expect(makeLogRecord({ msg: "d" })).toBeInstanceOf(Derived);
    setLogRecordFactory(undefined);
    class Mine extends Logger {
      override makeRecord(...args: Parameters<Logger["makeRecord"]>): LogRecord {
        return Object.assign(super.makeRecord(...args), { mine: args[2].endsWith("logger.test.ts") });
      }
    }
    setLoggerClass(Mine);
    getLogger("mine").warning("y");
    expect(recording.records[1]).toMatchObject({ mine: true });
  });

  test("extra may not set what every record has", () => {
    const log = getLogger("a");
    for (const key of ["message", "asctime", "name", "levelno", "lineno", "exc_info", "taskName"]) {
      expect(() => log.makeRecord("a", 13, "fn", 1, "msg", [], null, null, { [key]: 1 })).toThrow(
        `Cannot set "${key}"`,
      );
    }
    expect(log.makeRecord("a", 13, "fn", 1, "msg", null, null, null, { valid_key: 1 })["valid_key"]).toBe(1);
  });

  test("a lone mapping is the arguments", () => {
    const recording = new Recording();
    root.addHandler(recording);
    const values = { less: "more" };
    rootWarning("less is %(less)s", values);
    expect(recording.records[0]?.args).toBe(values);
    expect(recording.records[0]?.getMessage()).toBe("less is more");
  });

  test("makeLogRecord takes attributes as they are", () => {
    const record = makeLogRecord({ msg: "Message %d %s", args: [1, "x"], name: "n", lineno: 7, funcName: "f", foo: 1 });
    expect(record.getMessage()).toBe("Message 1 x");
    expect([record.name, record.lineno, record.funcName, record["foo"]]).toEqual(["n", 7, "f", 1]);
    expect(String(record)).toMatch(/^<LogRecord: .*>$/);
    expect(record.toDict()).toMatchObject({ msg: "Message %d %s", lineno: 7, foo: 1, process: process.pid });
  });

  test("names that would break a record become fields", () => {
    const attributes = JSON.parse('{"msg":"x","__proto__":1,"getMessage":2,"toString":3}') as Record<string, unknown>;
    const received = makeLogRecord(attributes);
    expect([received.getMessage(), received.fields]).toEqual([
      "x",
      JSON.parse('{"__proto__":1,"getMessage":2,"toString":3}'),
    ]);
    const recording = new Recording();
    root.addHandler(recording);
    getLogger("a").info("y", { extra: attributes });
    expect(recording.records[0]?.getMessage()).toBe("y");
  });

  test("thread and process are there unless they are switched off", () => {
    const names = ["thread", "threadName", "process", "processName"] as const;
    const switches = ["logThreads", "logProcesses", "logMultiprocessing"] as const;
    for (const name of names) expect(makeLogRecord({})[name]).not.toBeNull();
    for (const each of switches) settings[each] = false;
    for (const name of names) expect(makeLogRecord({})[name]).toBeNull();
    for (const each of switches) settings[each] = true;
  });
});

test("exception takes the error given as exc_info, or the one among the arguments", () => {
  const recording = new Recording();
  root.addHandler(recording);
  const error = new Error("boom");
  for (const target of [getLogger("a"), new LoggerAdapter(getLogger("a"))]) {
    target.exception("failed", { exc_info: error });
    target.exception("failed %s", error);
    target.exception("failed", error, { sku: 1 });
    target.exception(error);
  }
  rootException("failed %s", error);
  expect(recording.records.map((record) => record.exc_info)).toEqual(Array.from({ length: 9 }, () => error));
});

describe("filters", () => {
  test("a filter passes a logger and those below it", () => {
    handler.addFilter(new Filter("spam.eggs"));
    for (const name of ["spam", "spam.eggs", "spam.eggs.fish", "spam.eggsy"]) getLogger(name).info(name);
    expect(stream.lines).toEqual(["spam.eggs -> INFO: spam.eggs", "spam.eggs.fish -> INFO: spam.eggs.fish"]);
  });

  test("a function filters too, and what it answers may take the record's place", () => {
    root.addFilter((record) =>
      makeLogRecord({ name: record.name, msg: `changed ${String(record.msg)}`, levelname: "NEW" }),
    );
    root.info("one");
    expect(stream.lines).toEqual(["root -> NEW: changed one"]);
    root.filters = [];
    root.addFilter((record) => record.msg !== "drop");
    root.info("drop");
    root.info("keep");
    expect(stream.lines.at(-1)).toBe("root -> INFO: keep");
    root.filters = [];
  });

  test("what a filter sets on a record can be shown", () => {
    handler.setFormatter(new Formatter("%(user)s %(message)s"));
    handler.addFilter((record) => {
      record["user"] = "jim";
      return true;
    });
    root.info("hi");
    expect(stream.lines).toEqual(["jim hi"]);
  });
});

describe("child loggers", () => {
  test("carry fields, follow the level and the filters of their parent, and nest", () => {
    handler.setFormatter(new Formatter("%(message)s %(a)s %(b)s", { defaults: { a: "-", b: "-" } }));
    const log = getLogger("svc");
    const child = log.child({ a: 1 });
    child.info("x");
    child.bind({ b: 2, a: 3 }).info("y");
    log.setLevel(ERROR);
    child.info("not");
    log.setLevel(NOTSET);
    log.disabled = true;
    child.error("not");
    log.disabled = false;
    log.addFilter(() => false);
    child.error("not");
    log.filters.length = 0;
    expect(stream.lines).toEqual(["x 1 -", "y 3 2"]);
    expect(child.bindings()).toEqual({ a: 1 });
    expect(Logger.manager.loggerDict.get("svc")).toBe(log);
  });

  test("may have a level and serializers of their own", () => {
    const recording = new Recording();
    root.addHandler(recording);
    const child = getLogger("svc").child(
      {},
      { level: "error", serializers: { req: (req: { url: string }) => req.url } },
    );
    child.info("not");
    child.error({ req: { url: "/x" } }, "yes");
    expect(recording.records.map((record) => record.fields)).toEqual([{ req: "/x" }]);
    expect(child.isLevelEnabled("info")).toBe(false);
  });
});

test("nothing is thrown out of a call, whatever handlers, filters and values do", () => {
  settings.raiseExceptions = false;
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = {
    toString() {
      throw new Error("no");
    },
  };
  handler.addFilter(() => {
    throw new Error("filter");
  });
  const check = (...args: unknown[]): void => getLogger("a").info(args[0], ...args.slice(1));
  for (const value of [proxy, hostile, Symbol("s"), 1n, null, undefined, () => hostile, Object.create(null)]) {
    check(value);
    check("x %s %d %(a)s", value, value);
    check(value, value);
    check("x", value, { extra: value }, { exc_info: value });
  }
  handler.filters = [];
  for (const value of [proxy, hostile]) check("x %s", value);
  expect(stream.lines).toHaveLength(2);
});

describe("_log", () => {
  test("of a subclass gets what is logged, as in Python", () => {
    const logged: unknown[] = [];
    class Own extends Logger {
      override _log(level: number, msg: unknown, args?: readonly unknown[], options = {}): void {
        logged.push([level, msg, args, options]);
        super._log(level, `<${String(msg)}>`, args, options);
      }
    }
    const recording = new Recording();
    const logger = new Own("own");
    logger.addHandler(recording);
    const error = new Error("x");
    logger.warning("a %s", "b", error);
    logger.info({ sku: 1 }, "c");
    expect(logged).toEqual([
      [WARNING, "a %s", ["b"], { exc_info: error }],
      [INFO, "c", [], { sku: 1 }],
    ]);
    expect(recording.records.map((record) => record.getMessage())).toEqual(["<a b>", "<c>"]);
    expect(recording.records[0]?.exc_info).toBe(error);
    expect(recording.records[1]?.fields).toEqual({ sku: 1 });
  });
});

test("exc_info false is no error, whatever stands beside it", () => {
  const recording = new Recording();
  const logger = new Logger("quiet");
  logger.addHandler(recording);
  logger.error("m", { exc_info: false });
  logger.error("m", new Error("x"), { exc_info: false });
  expect(recording.records.map((record) => record.exc_info)).toEqual([null, null]);
});
