import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import Emittery from "emittery";
import { beforeEach, describe, expect, test } from "vitest";
import { Handler, Logger, type LogRecord } from "../index.js";
import { logEmitter } from "./index.js";

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

let memory: Memory;
let logger: Logger;

beforeEach(() => {
  memory = new Memory();
  logger = new Logger("emitter", "DEBUG");
  logger.addHandler(memory);
});

const logged = (): unknown[] =>
  memory.records.map((record) => [record.levelname, record.getMessage(), record.toDict()["outcome"]]);

describe("an EventEmitter", () => {
  test("is logged by level, works as before, and is restored", () => {
    const emitter = new EventEmitter();
    const restore = logEmitter(emitter, logger, { paid: "INFO", noise: false });
    const seen: unknown[] = [];
    emitter.on("paid", (...args) => seen.push(...args));
    expect([emitter.emit("paid", 1, 2), emitter.emit("noise"), emitter.emit("other")]).toEqual([true, false, false]);
    expect(seen).toEqual([1, 2]);
    expect(logged()).toEqual([
      ["INFO", "event paid", "ok"],
      ["DEBUG", "event other", "ok"],
    ]);
    expect(memory.records[0]?.toDict()).toMatchObject({ arguments: 2, event: "paid" });
    restore();
    emitter.emit("paid", 3);
    expect(memory.records).toHaveLength(2);
    expect(Object.hasOwn(emitter, "emit")).toBe(false);
  });

  test("throws what its listener throws, and it is logged", () => {
    const emitter = new EventEmitter();
    logEmitter(emitter, logger);
    emitter.on("paid", () => {
      throw new Error("broken");
    });
    expect(() => emitter.emit("paid")).toThrow("broken");
    expect(() => emitter.emit("error", new Error("unheard"))).toThrow("unheard");
    expect(logged()).toEqual([
      ["ERROR", "event paid", "error"],
      ["ERROR", "event error", "error"],
    ]);
  });
});

test("an EventTarget is logged when it dispatches", () => {
  const target = new EventTarget();
  logEmitter(target, logger, { "*": "INFO" });
  let seen = 0;
  target.addEventListener("ready", () => seen++);
  expect(target.dispatchEvent(new Event("ready"))).toBe(true);
  expect(seen).toBe(1);
  expect(logged()).toEqual([["INFO", "event ready", "ok"]]);
});

test("emittery is logged when its listeners are done", async () => {
  const emitter = new Emittery();
  logEmitter(emitter, logger);
  let heard = 0;
  emitter.on("good", async () => {
    await sleep(2);
    heard += 1;
  });
  emitter.on("bad", () => {
    throw new Error("rejected");
  });
  const good = emitter.emit("good");
  expect(logged()).toEqual([]);
  await good;
  expect(heard).toBe(1);
  await expect(emitter.emit("bad")).rejects.toThrow("rejected");
  expect(logged()).toEqual([
    ["DEBUG", "event good", "ok"],
    ["ERROR", "event bad", "error"],
  ]);
});

test("an emitter that answers a promise is logged when its listeners are done", async () => {
  const emitter = {
    async emit(type: string): Promise<void> {
      await sleep(2);
      if (type === "bad") throw new Error("rejected");
    },
  };
  logEmitter(emitter, logger);
  const good = emitter.emit("good");
  expect(logged()).toEqual([]);
  await good;
  await expect(emitter.emit("bad")).rejects.toThrow("rejected");
  expect(logged()).toEqual([
    ["DEBUG", "event good", "ok"],
    ["ERROR", "event bad", "error"],
  ]);
});
