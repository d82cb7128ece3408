import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Handler } from "../handler.js";
import { CordwoodHandler } from "../handlers/cordwood-handler.js";
import { DEBUG } from "../levels.js";
import { type LogRecord, makeLogRecord } from "../log-record.js";
import { getLogger, root } from "../logger-registry.js";
import { NullHandler } from "../null-handler.js";
import { captureConsole } from "./capture-console.js";
import { captureDiagnostics } from "./capture-diagnostics.js";
import { captureWarnings } from "./capture-warnings.js";

class Collecting extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
  lines(): string[] {
    return this.records.map((record) => `${record.levelname} ${record.name} ${record.getMessage()}`);
  }
}

let handler: Collecting;

beforeEach(() => {
  handler = new Collecting();
  root.addHandler(handler);
  root.setLevel(DEBUG);
});

afterEach(() => {
  root.removeHandler(handler);
  void handler.close();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("captureWarnings", () => {
  test("sends warnings to py.warnings and, when it ends, back to where they went", async () => {
    const before = process.listenerCount("warning");
    captureWarnings(true);
    captureWarnings(true);
    process.emitWarning("careful", { type: "ShopWarning", code: "S1" });
    await turn();
    expect(handler.lines()).toEqual(["WARNING py.warnings ShopWarning: careful"]);
    expect(handler.records[0]?.fields).toMatchObject({ code: "S1" });
    expect(getLogger("py.warnings").handlers).toEqual([expect.any(NullHandler)]);
    captureWarnings(false);
    expect(process.listenerCount("warning")).toBe(before);
  });
});

describe("captureConsole", () => {
  test("sends what is written to a logger, with its error", () => {
    const restore = captureConsole();
    const original = console.log;
    console.log("hello %s", "world", { a: 1 });
    console.warn("careful");
    console.error("failed", new Error("boom"));
    restore();
    expect(handler.lines()).toEqual([
      "INFO console hello world { a: 1 }",
      "WARNING console careful",
      "ERROR console failed",
    ]);
    expect(handler.records[2]?.exc_info).toEqual(new Error("boom"));
    expect(console.log).not.toBe(original);
  });

  test("does not go round in a circle when a handler writes to the console", () => {
    const restore = captureConsole();
    let calls = 0;
    handler.emit = () => {
      calls += 1;
      console.debug("from the handler");
    };
    console.info("once");
    restore();
    expect(calls).toBe(1);
  });
});

describe("captureDiagnostics", () => {
  test("logs requests on either side without their queries, but not the delivery of records", async () => {
    const server = createServer((request, response) => {
      request.resume();
      request.on("end", () => response.end("{}"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stop = captureDiagnostics({ channels: ["http.client", "undici"] });
    const shipping = new CordwoodHandler(url);
    shipping.handle(makeLogRecord({ name: "root", msg: "x" }));
    await shipping.close();
    expect(handler.lines()).toEqual([]);
    await fetch(`${url}/shop?token=secret`).then((answer) => answer.text());
    stop();
    await fetch(`${url}/later`).then((answer) => answer.text());
    server.close();
    server.closeAllConnections();
    expect(handler.lines()).toEqual([
      `DEBUG node.undici GET ${url}/shop`,
      `DEBUG node.undici GET ${url}/shop answered 200`,
    ]);
    expect(handler.records.at(-1)?.fields).toMatchObject({ "http.response.status_code": 200 });
  });

  test("refuses a name that fits no channel", () => {
    expect(() => captureDiagnostics({ channels: ["https"] })).toThrow(/https/);
  });
});

describe("captureUncaught", () => {
  test.each([
    ['throw new Error("boom");', "CRITICAL root Uncaught exception: boom"],
    ['void Promise.reject(new Error("late"));', "CRITICAL root Unhandled rejection: late"],
  ])("logs %s, and the process ends as it would", (source, expected) => {
    const folder = fileURLToPath(new URL("../..", import.meta.url));
    const file = join(folder, `.capture-test-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
    const program = `import { basicConfig, captureUncaught } from "@cordwood/logging";
      basicConfig({ stream: process.stdout, format: "%(levelname)s %(name)s %(message)s" });
      captureUncaught();
      setTimeout(() => { ${source} }, 1);`;
    writeFileSync(file, program);
    const result = spawnSync(process.execPath, [file], { cwd: folder });
    rmSync(file);
    expect(result.stdout.toString()).toContain(expected);
    expect(result.status).toBe(1);
  });
});
