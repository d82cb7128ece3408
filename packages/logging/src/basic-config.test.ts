import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BASIC_FORMAT,
  basicConfig,
  type BasicConfigOptions,
  debug,
  error,
  FileHandler,
  Formatter,
  getHandlerByName,
  getHandlerNames,
  getLogger,
  Handler,
  info,
  type LogRecord,
  LoggerAdapter,
  makeLogRecord,
  NullHandler,
  PercentStyle,
  root,
  settings,
  shutdown,
  StreamHandler,
  StringTemplateStyle,
  warning,
  withContext,
} from "./index.js";

class Text {
  text = "";
  write(text: string): void {
    this.text += text;
  }
}

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "logging-"));
});

afterEach(() => {
  for (const handler of root.handlers.slice()) {
    root.removeHandler(handler);
    void handler.close();
  }
  root.setLevel("WARNING");
  settings.raiseExceptions = true;
  rmSync(directory, { recursive: true });
});

describe("basicConfig", () => {
  test("without options writes to stderr in the basic format, and leaves the level", () => {
    basicConfig();
    const [handler] = root.handlers as [StreamHandler];
    expect(root.handlers).toHaveLength(1);
    expect(handler.stream).toBe(process.stderr);
    expect((handler.formatter as Formatter)._style).toBeInstanceOf(PercentStyle);
    expect((handler.formatter as Formatter)._fmt).toBe(BASIC_FORMAT);
    expect((handler.formatter as Formatter).datefmt).toBeNull();
    expect(root.level).toBe(30);
  });

  test.each(["%", "{", "$"] as const)("style %s has the basic format", (style) => {
    const stream = new Text();
    basicConfig({ stream, style });
    error("Log an error");
    expect(stream.text).toBe("ERROR:root:Log an error\n");
    const formatter = root.handlers[0]?.formatter;
    expect((formatter as Formatter)._style instanceof StringTemplateStyle).toBe(style === "$");
  });

  test("does nothing the second time, unless forced", () => {
    const [before, after] = [new Text(), new Text()];
    basicConfig({ level: 57, stream: before });
    basicConfig({ level: 58 });
    expect(root.level).toBe(57);
    basicConfig({ level: "INFO", handlers: [new StreamHandler(after)], force: true });
    warning("warn");
    info("info");
    debug("debug");
    expect([before.text, after.text]).toEqual(["", "WARNING:root:warn\nINFO:root:info\n"]);
  });

  test("gives its formatter to handlers that have none", () => {
    const handlers = [new StreamHandler(), new StreamHandler(), new StreamHandler()] as const;
    const own = new Formatter();
    handlers[2].setFormatter(own);
    basicConfig({ handlers });
    expect(handlers[0].formatter).toBe(handlers[1].formatter);
    expect(handlers[2].formatter).toBe(own);
  });

  test("refuses what excludes each other or is unknown", () => {
    const check = (options: object, expected: RegExp): void =>
      expect(() => basicConfig(options as BasicConfigOptions)).toThrow(expected);
    const stream = process.stderr;
    check({ filename: "x", stream }, /exclude each other/);
    check({ filename: "x", handlers: [] }, /"handlers" excludes/);
    check({ stream, handlers: [] }, /"handlers" excludes/);
    check({ loglevel: 10 }, /unknown option "loglevel"/);
    check({ style: "x" }, /^Cannot use style/);
    basicConfig({ filename: undefined, filemode: "a" });
  });

  test("writes to a file, in an encoding", () => {
    const filename = join(directory, "a.log");
    const check = (options: BasicConfigOptions, expected: string): void => {
      basicConfig({ filename, filemode: "w", format: "%(message)s", force: true, ...options });
      warning("The Øresund Bridge ☃");
      expect(readFileSync(filename, "utf8")).toBe(expected);
    };
    check({ encoding: "utf-8" }, "The Øresund Bridge ☃\n");
    check({ encoding: "ascii", errors: "ignore" }, "The resund Bridge \n");
    check({ encoding: "ascii" }, "The \\xd8resund Bridge \\u2603\n");
    expect((root.handlers[0] as FileHandler).errors).toBe("backslashreplace");
    const faults: unknown[] = [];
    basicConfig({ filename, filemode: "w", format: "%(message)s", encoding: "ascii", errors: null, force: true });
    Object.assign(root.handlers[0] ?? {}, { handleError: (_: LogRecord, fault: unknown) => faults.push(fault) });
    warning("The Øresund Bridge");
    expect(String(faults[0])).toContain("'ascii' codec can't encode character '\\xd8' in position 4");
    expect(readFileSync(filename, "utf8")).toBe("");
  });
});

describe("FileHandler", () => {
  const record = (msg: string): LogRecord => makeLogRecord({ msg });

  test("opens late if asked to, and takes its arguments in Python's order or by name", () => {
    const file = join(directory, "b.log");
    const handler = new FileHandler(file, "a", "utf-8", true);
    expect(handler.stream).toBeNull();
    handler.handle(record("x"));
    expect(handler.stream).not.toBeNull();
    handler.close();
    expect(readFileSync(file, "utf8")).toBe("x\n");
    expect(String(new FileHandler(file, { delay: true, mode: "w" }))).toBe(`<FileHandler ${file} (NOTSET)>`);
  });

  test("does not begin anew after it was closed", () => {
    const file = join(directory, "c.log");
    const handler = new FileHandler(file, { mode: "w" });
    handler.emit(record("1"));
    handler.close();
    handler.emit(record("2"));
    expect(readFileSync(file, "utf8")).toBe("1\n");
  });

  test("collects lines if asked to, and writes them on flush, on close and after a while", async () => {
    const file = join(directory, "d.log");
    const handler = new FileHandler(file, { bufferLength: 10, flushIntervalMs: 20 });
    const check = (expected: string): void => expect(readFileSync(file, "utf8")).toBe(expected);
    handler.emit(record("1"));
    check("");
    handler.emit(record("23456789"));
    check("1\n23456789\n");
    handler.emit(record("a"));
    handler.flush();
    check("1\n23456789\na\n");
    handler.emit(record("b"));
    await expect.poll(() => readFileSync(file, "utf8")).toBe("1\n23456789\na\nb\n");
    handler.emit(record("c"));
    handler.close();
    check("1\n23456789\na\nb\nc\n");
  });

  test.each([
    "process.exit(0)",
    "throw new Error('x')",
    "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 10_000)",
  ])("writes what it has collected when the process ends by %s", (end) => {
    const file = join(directory, "e.log");
    const library = JSON.stringify(new URL("../dist/index.js", import.meta.url).href);
    const code = `const { FileHandler, root } = await import(${library});
        root.addHandler(new FileHandler(${JSON.stringify(file)}, { bufferLength: 65536 })); root.error("last"); ${end}`;
    spawnSync(process.execPath, ["--input-type=module", "-e", code], { timeout: 10_000 });
    expect(readFileSync(file, "utf8")).toBe("last\n");
  });

  test("reports a file that cannot be opened", () => {
    expect(() => new FileHandler(join(directory, "no", "x.log"))).toThrow(/^Cannot open log file .*ENOENT/);
  });

  test.runIf(process.platform === "linux")("reports a full disk by handleError", () => {
    const handler = new FileHandler("/dev/full");
    const faults: string[] = [];
    handler.handleError = (_, fault) => faults.push(String(fault));
    handler.handle(record("x"));
    expect(faults).toEqual([expect.stringMatching(/Cannot write to log file \/dev\/full: ENOSPC/)]);
    handler.close();
  });
});

describe("handlers", () => {
  test("have names", () => {
    const handler = new NullHandler();
    handler.name = "generic";
    handler.name = "another";
    expect(getHandlerByName("generic")).toBeUndefined();
    expect(getHandlerByName("another")).toBe(handler);
    expect(getHandlerNames().has("another")).toBe(true);
    void handler.close();
    expect(getHandlerByName("another")).toBeUndefined();
  });

  test("report faults on stderr, if faults are to be raised", () => {
    const written: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
    try {
      const handler = new StreamHandler({
        write(): never {
          throw new Error("bad stream");
        },
      });
      handler.handle(makeLogRecord({ msg: "x\u001b[31m" }));
      settings.raiseExceptions = false;
      handler.handle(makeLogRecord({ msg: "y" }));
    } finally {
      process.stderr.write = write;
    }
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(
      /^--- Logging error ---\nError: bad stream\n[\s\S]*Message: x\\u001b\[31m\nArguments: \[\]\n$/,
    );
  });

  test("a base handler cannot emit, and a stream can be changed", () => {
    expect(() => new Handler().emit(makeLogRecord({}))).toThrow(/does not define emit/);
    const [handler, stream] = [new StreamHandler(), new Text()];
    expect(handler.setStream(stream)).toBe(process.stderr);
    expect(handler.setStream(stream)).toBeNull();
    expect(String(handler)).toBe("<StreamHandler (NOTSET)>");
  });

  test("shutdown flushes and closes, the last made first, and passes over faults of the system", () => {
    const called: string[] = [];
    const fake = (name: string, failing?: string, fault = new Error("fault")): Handler => {
      const methods = ["acquire", "flush", "close", "release"].map((method) => [
        method,
        (): void => {
          if (method === failing) throw fault;
          called.push(`${name} ${method}`);
        },
      ]);
      return Object.assign(new NullHandler(), Object.fromEntries(methods) as object);
    };
    shutdown([fake("0"), new WeakRef(fake("1"))]);
    const each = (name: string): string[] =>
      ["acquire", "flush", "close", "release"].map((method) => `${name} ${method}`);
    expect(called).toEqual([...each("1"), ...each("0")]);
    for (const method of ["acquire", "flush", "close"]) {
      shutdown([fake("2", method, Object.assign(new Error("io"), { code: "EIO" }))]);
      expect(called.at(-1)).toBe("2 release");
      expect(() => shutdown([fake("3", method)])).toThrow("fault");
      settings.raiseExceptions = false;
      shutdown([fake("4", method)]);
      settings.raiseExceptions = true;
    }
  });
});

test("an adapter sets extra, its own or the call's as well", () => {
  const records: LogRecord[] = [];
  root.addHandler(Object.assign(new NullHandler(), { handle: (record: LogRecord) => records.push(record) }));
  new LoggerAdapter(getLogger("a"), { foo: "1" }).critical("%s", "x", { extra: { bar: "2" } });
  new LoggerAdapter(getLogger("a"), { foo: "1" }, { mergeExtra: true }).critical("y", {
    extra: { bar: "2", foo: "3" },
  });
  expect(records.map((record) => [record.getMessage(), record["foo"], record["bar"]])).toEqual([
    ["x", "1", undefined],
    ["y", "3", "2"],
  ]);
});

test("a context gives its fields to all records made in it, also later, and takes a traceparent", async () => {
  const stream = new Text();
  basicConfig({ stream, level: "INFO", format: "%(request_id)s %(trace_id)s %(message)s" });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await withContext({ request_id: 1 }, async () => {
    await Promise.resolve();
    withContext({ traceparent }, () => info("inner"));
  });
  expect(stream.text).toBe("1 0af7651916cd43dd8448eb211c80319c inner\n");
});
