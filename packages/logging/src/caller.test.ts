import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  Formatter,
  getLogger,
  info as rootInfo,
  LoggerAdapter,
  type LogRecord,
  makeLogRecord,
  NullHandler,
  root,
  StreamHandler,
  WARNING,
} from "./index.js";
import type { CallOptions } from "./call-forms.js";

class Recording extends NullHandler {
  readonly records: LogRecord[] = [];
  override handle(record: LogRecord): false {
    this.records.push(record);
    return false;
  }
}

let recording: Recording;

beforeEach(() => {
  recording = new Recording();
  root.addHandler(recording);
  root.setLevel("DEBUG");
});

afterEach(() => {
  for (const handler of root.handlers.slice()) root.removeHandler(handler);
  root.setLevel(WARNING);
});

const last = (): LogRecord => recording.records.at(-1) ?? makeLogRecord({});

test("a handler that keeps records can ask for the caller when the call is over", () => {
  function caller(): void {
    getLogger("a").info("x");
  }
  caller();
  expect(last()).toMatchObject({ funcName: "caller", filename: "caller.test.ts", module: "caller.test" });
  expect(last().lineno).toBeGreaterThan(1);
  expect(last().pathname.startsWith("/")).toBe(true);
});

test("every way to log names the application's function", () => {
  const log = getLogger("a");
  const adapter = new LoggerAdapter(log);
  const nested = new LoggerAdapter(adapter);
  function caller(): void {
    log.info("1");
    log.log("INFO", "2");
    log.exception(new Error("3"));
    log.child({ a: 1 }).warn({ b: 1 }, "4");
    rootInfo("5");
    adapter.error("6");
    nested.log(20, "7");
    nested.critical("8");
    const tagged: void = log.info`9 ${1}`;
    expect(tagged).toBeUndefined();
  }
  caller();
  expect(recording.records.map((record) => record.funcName)).toEqual(Array.from({ length: 9 }, () => "caller"));
});

test("stacklevel goes outwards, frame by frame", () => {
  let level = 1;
  const log = getLogger("a");
  const adapter = new LoggerAdapter(log);
  let trigger: (msg: string, options: CallOptions) => void = (msg, options) => log.warning(msg, options);
  function innermost(): void {
    trigger("test", { stacklevel: level + 1 });
  }
  function inner(): void {
    innermost();
  }
  function outer(): void {
    inner();
  }
  for (const each of [trigger, (msg: string, options: CallOptions): void => adapter.warning(msg, options)]) {
    trigger = each;
    for (const [index, expected] of ["innermost", "inner", "outer"].entries()) {
      level = index + 1;
      outer();
      expect(last().funcName).toBe(expected);
    }
  }
});

test("an adapter with a log of its own is not the caller, if it says so", () => {
  class Message {
    readonly text: string;
    constructor(text: string) {
      this.text = text;
    }
    toString(): string {
      return `styled ${this.text}`;
    }
  }
  class Styled extends LoggerAdapter {
    override log(level: number, msg: unknown): void {
      if (this.isEnabledFor(level)) this.logger.log(level, new Message(String(msg)), { stacklevel: 2 });
    }
  }
  function caller(): void {
    const adapter = new Styled(getLogger("a"));
    adapter.warning("x");
    new Styled(new LoggerAdapter(getLogger("a"))).log(30, "y");
  }
  caller();
  expect(recording.records.map((record) => [record.getMessage(), record.funcName])).toEqual([
    ["styled x", "caller"],
    ["styled y", "caller"],
  ]);
});

test("a formatter that shows the caller gets it, record after record", () => {
  root.removeHandler(recording);
  const lines: string[] = [];
  const handler = new StreamHandler({ write: (text: string) => lines.push(text) });
  handler.setFormatter(new Formatter("%(filename)s %(funcName)s %(message)s"));
  root.addHandler(handler);
  function caller(): void {
    for (let index = 0; index < 3; index += 1) getLogger("a").info("%d", index);
  }
  caller();
  expect(lines).toEqual([0, 1, 2].map((index) => `caller.test.ts caller ${index}\n`));
});

test("stack_info is the stack of the call, the outermost first", () => {
  function caller(): void {
    getLogger("a").info("x", { stack_info: true });
  }
  caller();
  const lines = last().stack_info?.split("\n") ?? [];
  expect(lines[0]).toBe("Stack (most recent call last):");
  expect(lines.at(-1)).toMatch(/^ {2}at caller \(.*caller\.test\.ts:\d+\)$/);
});

test("findCaller answers file, line, function and stack", () => {
  const [file, line, name, stack] = getLogger("a").findCaller(true);
  expect(file).toMatch(/caller\.test\.ts$/);
  expect(line).toBeGreaterThan(100);
  expect(name).toBeTypeOf("string");
  expect(stack).toMatch(/^Stack \(most recent call last\):\n/);
});

test("a received record has no caller but its own", () => {
  expect(makeLogRecord({}).pathname).toBe("(unknown file)");
});

test("the caller is that of the source when source maps are enabled", () => {
  const directory = mkdtempSync(join(tmpdir(), "caller-"));
  const map = { version: 3, sources: ["original.ts"], names: [], mappings: ";;AAcA" };
  const library = new URL("../dist/index.js", import.meta.url).href;
  const lines = [
    `import { basicConfig, info } from ${JSON.stringify(library)};`,
    'basicConfig({ level: "INFO", format: "%(filename)s:%(lineno)d", stream: process.stdout });',
    'info("x");',
    `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`,
  ];
  try {
    const file = join(directory, "compiled.mjs");
    writeFileSync(file, lines.join("\n"));
    const run = (...flags: string[]): string => execFileSync(process.execPath, [...flags, file], { encoding: "utf8" });
    expect(run()).toBe("compiled.mjs:3\n");
    expect(run("--enable-source-maps")).toBe("original.ts:15\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
