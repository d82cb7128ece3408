/** Python's keyword arguments as one options object, also where Python's tests give every argument by name. */
import { resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { LoggerAdapter, getLogger } from "./index.js";
import { basicConfig } from "./basic-config.js";
import { FileHandler } from "./file-handler.js";
import { Formatter } from "./formatters/formatter.js";
import { Handler } from "./handler.js";
import { shutdown } from "./handler-registry.js";
import { makeLogRecord } from "./log-record.js";
import { root } from "./logger-registry.js";
import { StreamHandler } from "./stream-handler.js";

const stream = { write(): void {} };

afterEach(() => {
  for (const handler of root.handlers.slice()) root.removeHandler(handler);
});

describe("one options object", () => {
  test("Formatter", () => {
    const formatter = new Formatter({ fmt: "{message}!", style: "{", datefmt: "%Y" });
    expect([formatter.format(makeLogRecord({ msg: "m" })), formatter.datefmt]).toEqual(["m!", "%Y"]);
    expect(new Formatter({ style: "$" })._fmt).toBe("${message}");
  });

  test("Handler, StreamHandler", () => {
    expect(new Handler({ level: "INFO" }).level).toBe(20);
    expect(new Handler({}).level).toBe(0);
    expect(new StreamHandler({ stream }).stream).toBe(stream);
    expect(new StreamHandler(stream).stream).toBe(stream);
    expect(new StreamHandler({ stream: null }).stream).toBe(process.stderr);
  });

  test("FileHandler", () => {
    const handler = new FileHandler({ filename: "x.log", mode: "w", delay: true });
    expect([handler.baseFilename, handler.mode, handler.stream]).toEqual([resolve("x.log"), "w", null]);
    handler.close();
  });

  test("LoggerAdapter", () => {
    const adapter = new LoggerAdapter({ logger: getLogger("kw"), extra: { a: 1 }, merge_extra: true });
    expect([adapter.name, adapter.extra, adapter.mergeExtra]).toEqual(["kw", { a: 1 }, true]);
  });

  test("shutdown", () => {
    let closed = 0;
    class Closing extends Handler {
      override close(): void {
        closed += 1;
        void super.close();
      }
    }
    shutdown({ handlerList: [new Closing()] });
    expect(closed).toBe(1);
  });

  test("basicConfig takes null for not given", () => {
    basicConfig({ filename: null, filemode: "a", stream, handlers: null, level: null });
    expect((root.handlers[0] as StreamHandler).stream).toBe(stream);
  });
});
