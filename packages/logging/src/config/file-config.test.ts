/** Cases follow Python's ConfigFileTest where it has them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FileHandler } from "../file-handler.js";
import { getHandlerByName, getHandlerNames } from "../handler-registry.js";
import type { MemoryHandler, SysLogHandler } from "../handlers/index.js";
import { getLogger, root } from "../logger-registry.js";
import type { StreamHandler } from "../stream-handler.js";
import { configureFromEnvironment, parseLevels } from "./configure-from-environment.js";
import { configureFromFile } from "./configure-from-file.js";
import { dictConfig } from "./dict-config.js";
import { fileConfig } from "./file-config.js";
import { watchConfig } from "./watch-config.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-file-config-"));
});

afterEach(() => {
  dictConfig({ version: 1, root: { level: "WARNING" } });
  rmSync(folder, { recursive: true });
});

const config1 = `
# comment
[loggers]
keys=root,parser

[handlers]
keys=hand1, hand2

[formatters]
keys=form1

[logger_root]
level=WARNING
handlers=

[logger_parser]
level=DEBUG
handlers=hand1
propagate=1
qualname=ini.parser

[handler_hand1]
class=StreamHandler
level=NOTSET
formatter=form1
args=(sys.stdout,)

[handler_hand2]
class=handlers.MemoryHandler
args=(10, ERROR)
target=hand1

[formatter_form1]
format=%(levelname)s ++ %(message)s
datefmt=
`;

const changed = (from: string, to: string): string => config1.replace(from, to);

describe("fileConfig", () => {
  test("makes what the file describes", () => {
    const disabled = getLogger("ini.other");
    fileConfig(config1);
    const handler = getHandlerByName("hand1") as StreamHandler;
    expect(handler.stream).toBe(process.stdout);
    expect(getLogger("ini.parser").handlers).toEqual([handler]);
    expect((getHandlerByName("hand2") as MemoryHandler).target).toBe(handler);
    expect([...getHandlerNames()].toSorted()).toEqual(["hand1", "hand2"]);
    expect([disabled.disabled, root.handlers]).toEqual([true, []]);
    fileConfig(config1, { disable_existing_loggers: false });
    expect(disabled.disabled).toBe(false);
  });

  test("fills in defaults, and leaves formats alone", () => {
    const filename = join(folder, "x.log");
    const text = changed("class=StreamHandler", "class=logging.FileHandler").replace(
      "args=(sys.stdout,)",
      "args=('%(logfile)s', 'w')\nkwargs={'encoding': 'utf8'}",
    );
    fileConfig(text, { logfile: filename });
    expect((getHandlerByName("hand1") as FileHandler).baseFilename).toBe(filename);
    getLogger("ini.parser").debug("100 %");
    expect(readFileSync(filename, "utf8")).toBe("DEBUG ++ 100 %\n");
  });

  test("reads a value that goes on in the next lines, kwargs, and names of constants", () => {
    const text = changed("class=StreamHandler", "class=handlers.SysLogHandler").replace(
      "args=(sys.stdout,)",
      "args=(('127.0.0.1', 9),\n  handlers.SysLogHandler.LOG_LOCAL3)",
    );
    fileConfig({ read: () => text });
    expect((getHandlerByName("hand1") as SysLogHandler).facility).toBe(19);
    fileConfig(changed("args=(sys.stdout,)", "kwargs={'stream': sys.stderr,}"));
    expect((getHandlerByName("hand1") as StreamHandler).stream).toBe(process.stderr);
  });

  test.each([
    ["a missing section", changed("[handler_hand1]", "[handler_other]"), "[handler_hand1]"],
    ["a call in args", changed("(sys.stdout,)", "(__import__('os').system('true'),)"), "a call of __import__"],
    ["an unknown name in args", changed("sys.stdout", "sys.stdtypo"), "sys.stdtypo"],
    ["an unknown level", changed("level=NOTSET", "level=LOUD"), "handlers.hand1.level"],
    ["an unknown formatter", changed("formatter=form1", "formatter=form2"), "form2"],
    ["an unknown handler", changed("handlers=hand1", "handlers=hand9"), "hand9"],
    ["no root", changed("keys=root,parser", "keys=parser"), "root"],
    ["a line that is nothing", changed("propagate=1", "propagate"), "<string>:19"],
    ["an option before the sections", `x=1\n${config1}`, "<string>:1"],
    ["a key twice", changed("propagate=1", "propagate=1\npropagate=0"), "<string>:20"],
    ["a value that refers to itself", changed("args=(sys.stdout,)", "args=%(args)s"), "refers to itself"],
  ])("with %s says where, and changes nothing", (_, text, expected) => {
    fileConfig(config1);
    const handler = getHandlerByName("hand1");
    expect(() => fileConfig(text)).toThrow(expected);
    expect(getHandlerByName("hand1")).toBe(handler);
  });

  test("says that a file is missing or empty", () => {
    const path = join(folder, "x.ini");
    expect(() => fileConfig(path)).toThrow(/x\.ini/);
    writeFileSync(path, "");
    expect(() => fileConfig(path)).toThrow(/empty/);
  });
});

const json = (level: string): string =>
  JSON.stringify({ version: 1, disable_existing_loggers: false, loggers: { "ini.json": { level } } });

describe("files by extension", () => {
  test("JSON, YAML and INI", async () => {
    writeFileSync(join(folder, "a.json"), json("DEBUG"));
    await configureFromFile(join(folder, "a.json"));
    expect(getLogger("ini.json").level).toBe(10);
    writeFileSync(join(folder, "a.yaml"), "version: 1\nloggers:\n  ini.json:\n    level: ERROR\n");
    await configureFromFile(join(folder, "a.yaml"));
    expect(getLogger("ini.json").level).toBe(40);
    writeFileSync(join(folder, "a.conf"), config1);
    await configureFromFile(join(folder, "a.conf"));
    expect(getHandlerByName("hand2")).toBeDefined();
  });

  test("with a mistake name the file", async () => {
    writeFileSync(join(folder, "a.json"), "{");
    await expect(configureFromFile(join(folder, "a.json"))).rejects.toThrow(/a\.json/);
    writeFileSync(join(folder, "b.json"), "[]");
    await expect(configureFromFile(join(folder, "b.json"))).rejects.toThrow(/no object/);
  });

  test("are read again when they change, and a mistake changes nothing", async () => {
    const path = join(folder, "a.json");
    writeFileSync(path, json("DEBUG"));
    const events: string[] = [];
    const next = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setInterval(() => {
          if (events.length < count) return;
          clearInterval(timer);
          resolve();
        }, 5);
      });
    const watch = await watchConfig(path, {
      intervalMs: 20,
      onReload: () => events.push("reload"),
      onError: () => events.push("error"),
    });
    writeFileSync(path, json("ERROR"));
    await next(1);
    expect(getLogger("ini.json").level).toBe(40);
    writeFileSync(path, json("LOUD!"));
    await next(2);
    expect([getLogger("ini.json").level, events]).toEqual([40, ["reload", "error"]]);
    watch.stop();
  });
});

describe("the environment", () => {
  test("names a file, and levels that count last", async () => {
    const path = join(folder, "a.json");
    writeFileSync(path, json("DEBUG"));
    const set = await configureFromEnvironment({
      CORDWOOD_LOG_CONFIG: path,
      CORDWOOD_LOG_LEVEL: "info, ini.json=critical",
    });
    expect([set, root.level, getLogger("ini.json").level]).toEqual([true, 20, 50]);
    expect(await configureFromEnvironment({})).toBe(false);
  });

  test.each(["loud", "a=b=c", "=debug", "a="])("with the levels %j is refused", (text) => {
    expect(() => parseLevels(text)).toThrow(/CORDWOOD_LOG_LEVEL/);
  });
});
