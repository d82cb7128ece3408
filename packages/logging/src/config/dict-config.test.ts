/** Cases follow Python's ConfigDictTest where it has them. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LoggingError } from "../errors.js";
import { Formatter } from "../formatters/formatter.js";
import { Handler } from "../handler.js";
import { getHandlerByName, getHandlerNames } from "../handler-registry.js";
import {
  LogQueue,
  type MemoryHandler,
  type QueueHandler,
  QueueListener,
  RotatingFileHandler,
} from "../handlers/index.js";
import { DEBUG, ERROR, INFO, NOTSET, WARNING } from "../levels.js";
import type { LogRecord } from "../log-record.js";
import { getLogger, root } from "../logger-registry.js";
import { StreamHandler } from "../stream-handler.js";
import { BaseConfigurator } from "./base-configurator.js";
import { dictConfig } from "./dict-config.js";
import { registerName } from "./known-names.js";

let lines: string[];
let stream: { write(text: string): void };

beforeEach(() => {
  lines = [];
  stream = { write: (text) => void lines.push(...text.split("\n").filter((line) => line !== "")) };
});

afterEach(() => {
  dictConfig({ version: 1, root: { level: "WARNING" } });
  for (const handler of root.handlers.slice()) root.removeHandler(handler);
});

const console1 = (): Record<string, unknown> => ({
  version: 1,
  formatters: { form1: { format: "%(levelname)s ++ %(message)s" } },
  handlers: { hand1: { class: "logging.StreamHandler", formatter: "form1", level: "NOTSET", stream } },
  loggers: { "compiler.parser": { level: "DEBUG", handlers: ["hand1"] } },
  root: { level: "WARNING" },
});

/** The configuration with some elements changed, by key path. */
function changed(changes: Record<string, unknown>): Record<string, unknown> {
  const config: Record<string, unknown> = structuredClone({ ...console1(), handlers: {} });
  config["handlers"] = { hand1: { ...(console1()["handlers"] as { hand1: object }).hand1 } };
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split("/");
    const last = keys.pop() ?? "";
    let holder = config;
    for (const key of keys) holder = (holder[key] ??= {}) as Record<string, unknown>;
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return config;
}

describe("what a configuration makes", () => {
  test("formatter, handler and logger", () => {
    dictConfig(console1());
    getLogger("compiler.parser").info("1");
    getLogger("compiler.lexer").info("2");
    expect(lines).toEqual(["INFO ++ 1"]);
    expect(getHandlerByName("hand1")).toBeInstanceOf(StreamHandler);
    expect([...getHandlerNames()]).toEqual(["hand1"]);
  });

  test("streams by name, levels by number, propagate off, a filter by name and one itself", () => {
    dictConfig({
      version: 1,
      filters: { filt1: { name: "a.b" } },
      handlers: {
        hand1: {
          class: "StreamHandler",
          stream: "ext://sys.stdout",
          level: 20,
          filters: ["filt1", (record: LogRecord) => record.msg !== "no"],
        },
      },
      loggers: { "a.b": { level: "DEBUG", handlers: ["hand1"], propagate: false } },
    });
    const handler = getHandlerByName("hand1") as StreamHandler;
    expect([handler.stream, handler.level, handler.filters.length, getLogger("a.b").propagate]).toEqual([
      process.stdout,
      20,
      2,
      false,
    ]);
    getLogger("a.b").propagate = true;
  });

  test("classes and factories of the application, by themselves and by registered names, with attributes", () => {
    class CustomHandler extends StreamHandler {
      extra: unknown;
      constructor(options: { extra?: unknown; stream: { write(text: string): void } }) {
        super(options.stream);
        this.extra = options.extra;
      }
    }
    registerName("shop.format", ({ prefix }: { prefix: string }) => ({
      format: (record: LogRecord) => `${prefix} ${record.getMessage()}`,
    }));
    dictConfig({
      version: 1,
      formatters: { form1: { "()": "shop.format", prefix: "cfg://texts.prefix" } },
      filters: { filt1: { "()": () => (record: LogRecord) => record.msg !== "no" } },
      handlers: {
        hand1: {
          "()": CustomHandler,
          stream,
          extra: { list: ["ext://logging.DEBUG"] },
          formatter: "form1",
          filters: ["filt1"],
          ".": { foo: "bar", terminator: "!\n" },
        },
      },
      root: { level: "DEBUG", handlers: ["hand1"] },
      texts: { prefix: ">>" },
    });
    registerName("shop.format", undefined);
    root.info("yes");
    root.info("no");
    expect(lines).toEqual([">> yes!"]);
    expect(getHandlerByName("hand1")).toMatchObject({ foo: "bar", extra: { list: [10] } });
  });

  test("an object stays the object it is, also when it is a plain one that holds itself", () => {
    const own = {
      text: "",
      self: undefined as unknown,
      write(part: string): void {
        this.text += part;
      },
    };
    own.self = own;
    dictConfig({
      version: 1,
      handlers: { h: { class: "logging.StreamHandler", stream: own } },
      root: { handlers: ["h"] },
    });
    root.error("here");
    expect(own.text).toBe("here\n");
  });

  test("a formatter class is called in Python's order", () => {
    class Mine extends Formatter {
      readonly given: readonly unknown[];
      constructor(...given: readonly unknown[]) {
        super(String(given[0]), { style: given[2] as "$", validate: false });
        this.given = given;
      }
    }
    dictConfig({
      version: 1,
      formatters: { f: { class: Mine, format: "${message} $x", datefmt: "%H", style: "$", validate: false } },
      handlers: { h: { class: "logging.StreamHandler", formatter: "f", stream } },
    });
    expect(getHandlerByName("h")?.formatter).toMatchObject({ given: ["${message} $x", "%H", "$", false] });
  });

  test("defaults of a formatter", () => {
    dictConfig(changed({ "formatters/form1": { format: "%(message)s %(shop)s", defaults: { shop: "north" } } }));
    getLogger("compiler.parser").error("x");
    expect(lines).toEqual(["x north"]);
  });

  test("a memory handler before its target, in any order", () => {
    dictConfig({
      version: 1,
      handlers: {
        a: { class: "logging.handlers.MemoryHandler", capacity: 3, flushLevel: "ERROR", target: "z" },
        z: { class: "logging.StreamHandler", stream },
      },
      root: { level: "DEBUG", handlers: ["a"] },
    });
    root.info("one");
    expect(lines).toEqual([]);
    root.error("two");
    expect(lines).toEqual(["one", "two"]);
    expect((getHandlerByName("a") as MemoryHandler).target).toBe(getHandlerByName("z"));
  });

  test.each([undefined, "queue.Queue", { "()": "queue.Queue", maxsize: 10 }, new LogQueue()])(
    "a queue handler with its listener (%j)",
    (queue) => {
      class Listening extends QueueListener {}
      dictConfig({
        version: 1,
        handlers: {
          ah: {
            class: "logging.handlers.QueueHandler",
            handlers: ["h1"],
            respect_handler_level: true,
            listener: Listening,
            ...(queue === undefined ? {} : { queue }),
          },
          h1: { class: "logging.StreamHandler", stream, level: "ERROR" },
        },
        root: { level: "DEBUG", handlers: ["ah"] },
      });
      const handler = getHandlerByName("ah") as QueueHandler;
      expect(handler.listener).toBeInstanceOf(Listening);
      handler.listener?.start();
      root.info("low");
      root.error("high");
      handler.listener?.stop();
      expect(lines).toEqual(["high"]);
    },
  );

  test("a rotating file, with the names of Python's arguments", () => {
    const folder = mkdtempSync(join(tmpdir(), "cordwood-config-"));
    const filename = join(folder, "app.log");
    dictConfig({
      version: 1,
      handlers: {
        file: {
          class: "logging.handlers.RotatingFileHandler",
          filename,
          maxBytes: 1000,
          backupCount: 2,
          encoding: "utf8",
        },
      },
      root: { handlers: ["file"] },
    });
    root.error("kept");
    expect(readFileSync(filename, "utf8")).toBe("kept\n");
    expect(getHandlerByName("file")).toBeInstanceOf(RotatingFileHandler);
    dictConfig({ version: 1 });
    rmSync(folder, { recursive: true });
  });
});

describe("loggers that exist", () => {
  test("are disabled, unless named, below a named one, or told not to", () => {
    const [named, below, other] = [getLogger("ex"), getLogger("ex.b"), getLogger("other")];
    below.setLevel(ERROR);
    below.propagate = false;
    dictConfig({ version: 1, loggers: { ex: { level: "INFO" } } });
    expect([named.disabled, below.disabled, other.disabled]).toEqual([false, false, true]);
    expect([below.level, below.propagate]).toEqual([NOTSET, true]);
    dictConfig({ version: 1, disable_existing_loggers: false });
    expect([named.disabled, other.disabled]).toEqual([false, false]);
    dictConfig({ version: 1 });
    expect(named.disabled).toBe(true);
    dictConfig({ version: 1, loggers: { ex: {} } });
    expect(named.disabled).toBe(false);
  });

  test("lose the handlers and filters of the configuration before, but not those of the application", () => {
    const own = (): boolean => true;
    const logger = getLogger("filtered");
    logger.addFilter(own);
    const config = { version: 1, filters: { f: { name: "x" } }, loggers: { filtered: { filters: ["f"] } } };
    dictConfig(config);
    dictConfig(config);
    expect(logger.filters).toHaveLength(2);
    dictConfig({ version: 1, loggers: { filtered: {} } });
    expect(logger.filters).toEqual([own]);
  });
});

describe("incremental", () => {
  test("changes levels and propagate, and nothing else", () => {
    dictConfig(console1());
    const handler = getHandlerByName("hand1");
    dictConfig({
      version: 1,
      incremental: true,
      handlers: { hand1: { level: "WARNING" } },
      loggers: { "compiler.parser": { level: "INFO", propagate: false, handlers: ["ignored"] } },
      root: { level: "ERROR" },
    });
    expect(getHandlerByName("hand1")).toBe(handler);
    expect([
      handler?.level,
      getLogger("compiler.parser").level,
      getLogger("compiler.parser").propagate,
      root.level,
    ]).toEqual([WARNING, INFO, false, ERROR]);
    getLogger("compiler.parser").propagate = true;
  });

  test("changes nothing when a name or a level is wrong", () => {
    dictConfig(console1());
    const check = (change: Record<string, unknown>, path: string): void => {
      expect(() => dictConfig({ version: 1, incremental: true, ...change })).toThrow(path);
      expect([getHandlerByName("hand1")?.level, getLogger("compiler.parser").level]).toEqual([NOTSET, DEBUG]);
    };
    check({ handlers: { hand1: { level: "ERROR" }, hand2: { level: "ERROR" } } }, "handlers.hand2");
    check(
      { handlers: { hand1: { level: "ERROR" } }, loggers: { "compiler.parser": { level: "LOUD" } } },
      "loggers.compiler.parser.level",
    );
  });
});

describe("a wrong configuration", () => {
  test.each([
    ["no version", { version: undefined }, "version"],
    ["another version", { version: 2 }, "version"],
    ["a section that is a list", { handlers: [] }, "handlers"],
    ["a section that is misspelt", { handler: {} }, 'did you mean "handlers"'],
    ["an unknown stream", { "handlers/hand1/stream": "ext://sys.stdtypo" }, "handlers.hand1"],
    ["an unknown class", { "handlers/hand1/class": "logging.NoSuchHandler" }, "handlers.hand1.class"],
    ["no class", { "handlers/hand1/class": undefined }, "handlers.hand1.class"],
    ["a class that is no handler", { "handlers/hand1": { class: "logging.Formatter" } }, "handlers.hand1"],
    ["an unknown level of a handler", { "handlers/hand1/level": "NTOSET" }, "handlers.hand1.level"],
    ["an unknown level of a logger", { "loggers/compiler.parser/level": "LOUD" }, "loggers.compiler.parser.level"],
    ["an unknown level of the root", { "root/level": "LOUD" }, "root.level"],
    ["an unknown formatter", { "handlers/hand1/formatter": "misspelled" }, "handlers.hand1.formatter"],
    [
      "an unknown handler",
      { "loggers/compiler.parser/handlers": ["nobody"] },
      'there is no handler "nobody", only hand1',
    ],
    ["an unknown filter", { "root/filters": ["nobody"] }, "root.filters[0]"],
    ["an unknown key of a logger", { "root/levle": "INFO" }, "root.levle"],
    ["a wrong format", { "formatters/form1/format": "%(asctime)z" }, "formatters.form1"],
    [
      "a wrong option",
      { "handlers/hand1": { class: "logging.handlers.MemoryHandler", capacity: 1, capacities: 2 } },
      "capacities",
    ],
    ["a path that leads nowhere", { "handlers/hand1/stream": "cfg://nowhere.x" }, "nowhere"],
    [
      "handlers that refer to each other",
      { "handlers/hand1": { class: "logging.handlers.MemoryHandler", capacity: 1, target: "hand1" } },
      "refers to itself",
    ],
    ["an attribute that is none", { "handlers/hand1/.": JSON.parse('{"__proto__":{}}') as unknown }, "__proto__"],
    [
      "a factory that throws",
      {
        "handlers/hand1": {
          "()": () => {
            throw new Error("not today");
          },
        },
      },
      "handlers.hand1: not today",
    ],
    [
      "a queue that is none",
      { "handlers/hand1": { class: "logging.handlers.QueueHandler", queue: 4 } },
      "handlers.hand1.queue",
    ],
    [
      "a listener that is none",
      { "handlers/hand1": { class: "logging.handlers.QueueHandler", listener: "logging.Filter" } },
      "handlers.hand1.listener",
    ],
  ])("(%s) names the element and changes nothing", (_, changes, expected) => {
    dictConfig(console1());
    const handler = getHandlerByName("hand1");
    expect(() => dictConfig(changed(changes))).toThrow(expected);
    expect(getHandlerByName("hand1")).toBe(handler);
    expect(getLogger("compiler.parser").handlers).toEqual([handler]);
    getLogger("compiler.parser").info("still here");
    expect(lines).toEqual(["INFO ++ still here"]);
  });

  test("closes what it had opened, and opens no file when the fault lies with a logger", () => {
    const closed: string[] = [];
    class Closing extends Handler {
      override close(): void {
        closed.push("closed");
        void super.close();
      }
    }
    const folder = mkdtempSync(join(tmpdir(), "cordwood-config-"));
    const file = { class: "logging.FileHandler", filename: join(folder, "x.log") };
    expect(() => dictConfig({ version: 1, handlers: { a: { "()": Closing }, b: { class: "nothing" } } })).toThrow(
      LoggingError,
    );
    expect(closed).toEqual(["closed"]);
    expect(() => dictConfig({ version: 1, handlers: { file }, root: { handlers: ["files"] } })).toThrow(LoggingError);
    expect(existsSync(file.filename)).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test("is not changed by being used", () => {
    const config = console1();
    const copy = JSON.stringify(config);
    dictConfig(config);
    expect(JSON.stringify(config)).toBe(copy);
  });
});

describe("BaseConfigurator.convert", () => {
  const configurator = new BaseConfigurator({
    alist: ["a", "b", "c"],
    adict: { d: "e", f: 3, "a-b": 1 },
    nest1: ["g", ["h", "i"], "j"],
    nest3: ["o", "cfg://alist", "p"],
    loop: "cfg://loop",
    ring: { next: { next: "cfg://ring" } },
  });
  test.each([
    ["cfg://alist[1]", "b"],
    ["cfg://nest1[1][0]", "h"],
    ["cfg://adict.d", "e"],
    ["cfg://adict[f]", 3],
    ["cfg://adict[a-b]", 1],
    ["cfg://nest3", ["o", ["a", "b", "c"], "p"]],
    ["ext://logging.handlers.SysLogHandler.LOG_LOCAL0", 16],
    ["http://x", "http://x"],
  ])("%s", (value, expected) => {
    expect(configurator.convert(value)).toEqual(expected);
  });

  test.each([
    "cfg://nosuch",
    "cfg://!",
    "cfg://adict[2]",
    "cfg://alist.constructor",
    "cfg://loop",
    "cfg://ring",
    "ext://logging.Filter.__proto__",
    "ext://os.system",
  ])("%s throws", (value) => {
    expect(() => configurator.convert(value)).toThrow(LoggingError);
  });
});

describe("spellings of Python's tests", () => {
  test("a section and an element may stand elsewhere", () => {
    dictConfig({
      version: 1,
      mine: { form1: { format: "%(levelname)s ++ %(message)s" } },
      theirs: { hand1: { class: "logging.StreamHandler", formatter: "form1", stream } },
      formatters: "cfg://mine",
      handlers: { hand1: "cfg://theirs[hand1]" },
      root: { handlers: ["hand1"] },
    });
    root.error("x");
    expect(lines).toEqual(["ERROR ++ x"]);
    const itself = { version: 1, formatters: "cfg://formatters" };
    expect(() => dictConfig(itself)).toThrow(/at formatters: it is "cfg:/);
    expect(() => dictConfig({ version: 1, handlers: { a: "cfg://nosuch" } })).toThrow(
      /at handlers\.a: .*leads nowhere/,
    );
  });

  test.each([
    ["true", true],
    ["false", false],
  ])("propagate may be the text %s", (propagate, expected) => {
    dictConfig({ version: 1, loggers: { flag: { propagate } } });
    expect(getLogger("flag").propagate).toBe(expected);
  });

  test("an argument that is no name is refused", () => {
    const handlers = { h: { class: StreamHandler, stream, "9": "x" } };
    expect(() => dictConfig({ version: 1, handlers })).toThrow('"9" is no name of an argument');
  });

  test("a formatter class with arguments of its own gets one object", () => {
    class Marked extends Formatter {
      readonly mark: string;
      constructor({ mark, ...options }: { mark: string; fmt: string }) {
        super(options);
        this.mark = mark;
      }
    }
    const formatters = { f: { "()": Marked, format: "%(message)s!", mark: "*" } };
    dictConfig({ version: 1, formatters, handlers: { h: { class: StreamHandler, formatter: "f" } } });
    const made = getHandlerByName("h")?.formatter as Marked;
    expect([made.mark, made._fmt]).toEqual(["*", "%(message)s!"]);
  });
});
