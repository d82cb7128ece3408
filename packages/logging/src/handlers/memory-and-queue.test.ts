/** MemoryHandler, QueueHandler and QueueListener, after Python's tests of them. */
import { describe, expect, test } from "vitest";
import { Handler } from "../handler.js";
import { DEBUG, ERROR, INFO, WARNING } from "../levels.js";
import { LogRecord, makeLogRecord } from "../log-record.js";
import { BufferingHandler } from "./buffering-handler.js";
import { LogQueue, QueueFull } from "./log-queue.js";
import { MemoryHandler } from "./memory-handler.js";
import { QueueHandler } from "./queue-handler.js";
import { QueueListener } from "./queue-listener.js";

class Collecting extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
  messages(): unknown[] {
    return this.records.map((record) => record.getMessage());
  }
}

const record = (msg: string, levelno: number = INFO, more: Record<string, unknown> = {}) =>
  makeLogRecord({ name: "n", msg, levelno, ...more });

describe("BufferingHandler", () => {
  test("is full at its capacity", () => {
    expect(new BufferingHandler(0).shouldFlush(record("x"))).toBe(true);
    expect(new BufferingHandler({ capacity: 1 }).shouldFlush(record("x"))).toBe(false);
    const handler = new BufferingHandler(2);
    handler.handle(record("one"));
    expect(handler.buffer).toHaveLength(1);
    handler.handle(record("two"));
    expect(handler.buffer).toHaveLength(0);
    expect(() => new BufferingHandler({} as { capacity: number })).toThrow(/capacity/);
  });
});

describe("MemoryHandler", () => {
  test("hands records on when it is full or one is serious", () => {
    const target = new Collecting();
    const handler = new MemoryHandler(10, WARNING, target);
    handler.handle(record("debug", DEBUG));
    handler.handle(record("info"));
    expect(target.messages()).toEqual([]);
    handler.handle(record("warning", WARNING));
    expect(target.messages()).toEqual(["debug", "info", "warning"]);
    for (let number = 0; number < 9; number += 1) handler.handle(record(String(number)));
    expect(target.records).toHaveLength(3);
    handler.handle(record("9"));
    expect(target.records).toHaveLength(13);
  });

  test.each([
    [true, ["kept"]],
    [false, []],
  ])("hands records on at close if flushOnClose is %s", (flushOnClose, expected) => {
    const target = new Collecting();
    const handler = new MemoryHandler({ capacity: 10, flushLevel: "ERROR", target, flushOnClose });
    handler.handle(record("kept"));
    void handler.close();
    expect(target.messages()).toEqual(expected);
    expect(handler.target).toBeNull();
  });

  test("without a target keeps the last records and counts the others", () => {
    const handler = new MemoryHandler(5, ERROR);
    for (let number = 0; number < 20; number += 1) handler.handle(record(String(number), ERROR));
    expect([handler.buffer.length, handler.dropped]).toEqual([5, 15]);
    const target = new Collecting();
    handler.setTarget(target);
    void handler.flush();
    expect(target.messages()).toEqual(["15", "16", "17", "18", "19"]);
  });
});

describe("QueueHandler", () => {
  test("puts copies in the queue that need nothing else", () => {
    const queue: unknown[] = [];
    const handler = new QueueHandler(queue);
    const original = record("%s eggs", WARNING, { args: ["two"], exc_info: new Error("boom"), shop: "north" });
    handler.handle(original);
    const queued = queue[0] as LogRecord;
    expect(queued).toBeInstanceOf(LogRecord);
    expect(queued).not.toBe(original);
    expect(queued).toMatchObject({
      args: null,
      exc_info: null,
      exc_text: null,
      stack_info: null,
      shop: "north",
      levelno: WARNING,
    });
    expect(queued.getMessage()).toMatch(/^two eggs\n.*boom/s);
    expect(queued["message"]).toBe(queued.msg);
    expect(original.args).toEqual(["two"]);
  });

  test("tells handleError when the queue is full, and refuses what is none", () => {
    const handler = new QueueHandler(new LogQueue(1));
    const errors: unknown[] = [];
    handler.handleError = (_, error) => errors.push(error);
    handler.handle(record("one"));
    handler.handle(record("two"));
    expect(errors).toEqual([expect.any(QueueFull)]);
    expect(() => new QueueHandler({} as unknown[])).toThrow(/queue/);
  });
});

describe("QueueListener", () => {
  test("hands on what is queued, before and after it is started, and all of it at stop", async () => {
    const queue = new LogQueue();
    const [handler, target] = [new QueueHandler(queue), new Collecting()];
    const listener = new QueueListener(queue, target);
    handler.handle(record("before"));
    listener.start();
    expect(() => listener.start()).toThrow("running already");
    handler.handle(record("after"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(target.messages()).toEqual(["before", "after"]);
    handler.handle(record("later"));
    await new Promise((resolve) => setImmediate(resolve));
    handler.handle(record("last"));
    listener.stop();
    expect(target.messages()).toEqual(["before", "after", "later", "last"]);
    handler.handle(record("too late"));
    expect([queue.qsize(), target.records.length, listener.running]).toEqual([1, 4, false]);
  });

  test("asks for levels only when told to", () => {
    const queue: unknown[] = [];
    const [every, serious] = [new Collecting(), new Collecting()];
    serious.setLevel(ERROR);
    const run = (respect_handler_level: boolean): void => {
      const listener = new QueueListener(queue, every, serious, { respect_handler_level });
      listener.start();
      queue.push(record("info"), record("error", ERROR));
      listener.stop();
    };
    run(false);
    expect(serious.records).toHaveLength(2);
    run(true);
    expect([serious.records.length, every.records.length]).toEqual([3, 4]);
  });

  test("reads queues by Python's names", () => {
    const items: unknown[] = [];
    const queue = { put_nowait: (item: unknown) => void items.push(item), get_nowait: () => items.shift() };
    const target = new Collecting();
    const listener = new QueueListener(queue, target);
    listener.start();
    new QueueHandler(queue).handle(record("x"));
    listener.stop();
    expect(target.messages()).toEqual(["x"]);
  });
});

/** Python's test_queue_listener_with_multiple_handlers. */
test.each([
  ["a LogQueue", new LogQueue()],
  ["an array", []],
])("stop() ends although a handler puts records back in %s", (_, queue) => {
  const handler = new QueueHandler(queue);
  const listener = new QueueListener(queue, handler);
  listener.start();
  handler.handle(record("one"));
  listener.stop();
  expect((listener.dequeue() as LogRecord).getMessage()).toBe("one");
  expect(listener.dequeue()).toBeUndefined();
});

class PutAndGet {
  readonly items: unknown[] = [];
  put_nowait(item: unknown): void {
    this.items.push(item);
  }
  get(): unknown {
    return this.items.shift();
  }
}

class PushAndShift {
  readonly items: unknown[] = [];
  push(item: unknown): void {
    this.items.push(item);
  }
  shift(): unknown {
    return this.items.shift();
  }
}

test.each([
  ["put_nowait and get, the least that Python asks for", new PutAndGet()],
  ["push and shift", new PushAndShift()],
])("a queue may be an object with %s", (_, queue) => {
  const target = new Collecting();
  const listener = new QueueListener(queue, target);
  listener.start();
  new QueueHandler(queue).handle(record("one"));
  listener.stop();
  expect(target.messages()).toEqual(["one"]);
});
