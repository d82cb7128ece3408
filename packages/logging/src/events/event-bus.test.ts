import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { Handler, Logger, type LogRecord } from "../index.js";
import { currentEvent, DEAD_LETTER, type DeadLetter, EventBus, type EventBusOptions } from "./index.js";

interface Shop {
  "order.placed": { id: number };
  "order.paid": { id: number; amount: number };
  "stock.low": string;
}

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

let memory: Memory;

function bus(options: EventBusOptions = {}): EventBus<Shop> {
  memory = new Memory();
  const logger = new Logger("shop", "DEBUG");
  logger.addHandler(memory);
  return new EventBus<Shop>({ logger, retryFirstMs: 1, ...options });
}

const logged = (): string[] => memory.records.map((record) => `${record.levelname} ${record.getMessage()}`);
const all = (record: LogRecord): Record<string, unknown> => record.toDict();

describe("delivery", () => {
  test("reaches handlers of the type, of its prefix and of everything", async () => {
    const events = bus();
    const seen: string[] = [];
    events.on("order.placed", ({ id }) => seen.push(`placed ${id}`));
    events.on("order.*", () => seen.push("order"));
    events.on("*", (_, { envelope }) => seen.push(envelope.type));
    events.on("stock.low", (what) => seen.push(what));
    await events.emitAndWait("order.placed", { id: 7 });
    expect(seen).toEqual(["placed 7", "order", "order.placed"]);
  });

  test("runs higher priorities to their end first", async () => {
    const events = bus();
    const seen: string[] = [];
    events.on("stock.low", () => seen.push("late"), { priority: -1 });
    events.on(
      "stock.low",
      async () => {
        await sleep(10);
        seen.push("early");
      },
      { priority: 5 },
    );
    await events.emitAndWait("stock.low", "apples");
    expect(seen).toEqual(["early", "late"]);
  });

  test("calls a handler given with once for one event, even when two are under way", async () => {
    const events = bus();
    let calls = 0;
    events.once("stock.low", async () => {
      calls += 1;
      await sleep(5);
    });
    await Promise.all([events.emitAndWait("stock.low", "a"), events.emitAndWait("stock.low", "b")]);
    expect(calls).toBe(1);
  });

  test("stops when a handler is taken off", async () => {
    const events = bus();
    let calls = 0;
    const handler = (): number => calls++;
    const takeOff = events.on("stock.low", handler);
    expect(takeOff()).toBe(true);
    events.on("stock.low", handler);
    expect(events.off("stock.low", handler)).toBe(true);
    expect(events.off("stock.low", handler)).toBe(false);
    await events.emitAndWait("stock.low", "a");
    expect(calls).toBe(0);
  });

  test("types payloads by pattern", () => {
    const events = bus();
    events.on("order.paid", (payload) => expectTypeOf(payload).toEqualTypeOf<{ id: number; amount: number }>());
    events.on("order.*", (payload) =>
      expectTypeOf(payload).toEqualTypeOf<{ id: number } | { id: number; amount: number }>(),
    );
    events.on(DEAD_LETTER, (payload) => expectTypeOf(payload).toEqualTypeOf<DeadLetter>());
  });
});

describe("failure", () => {
  test("of one handler harms neither the others nor the emitter", async () => {
    const events = bus();
    const seen: string[] = [];
    events.on("stock.low", () => {
      throw new Error("broken");
    });
    events.on("stock.low", () => seen.push("well"));
    const handlings = await events.emitAndWait("stock.low", "a");
    expect(handlings.map((item) => item.outcome)).toEqual(["error", "ok"]);
    expect(seen).toEqual(["well"]);
  });

  test("is tried again, and ends in a dead letter", async () => {
    const events = bus({ retries: 2 });
    const letters: DeadLetter[] = [];
    let attempts = 0;
    events.on(DEAD_LETTER, (letter) => letters.push(letter));
    events.on("order.placed", function charge() {
      attempts += 1;
      throw new Error("declined");
    });
    await events.emit("order.placed", { id: 1 });
    await events.drain();
    expect(attempts).toBe(3);
    expect(letters).toMatchObject([
      { handler: "charge", attempts: 3, envelope: { type: "order.placed", payload: { id: 1 } } },
    ]);
    expect(logged()).toEqual([
      "DEBUG event order.placed",
      "WARNING event order.placed: charge will be tried again",
      "WARNING event order.placed: charge will be tried again",
      "ERROR event order.placed: charge failed",
      "ERROR event dead-letter",
      "ERROR event dead-letter: handler of dead-letter done",
    ]);
  });

  test("of a dead letter's handler makes no further dead letter", async () => {
    const events = bus();
    events.on("*", () => {
      throw new Error("always");
    });
    await events.emit("stock.low", "a");
    await events.drain();
    expect(logged().filter((line) => line.endsWith("event dead-letter"))).toHaveLength(1);
  });

  test("by taking too long ends the attempt and aborts the signal", async () => {
    const events = bus({ timeoutMs: 10 });
    let aborted = false;
    events.on("stock.low", async (_, { signal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      await sleep(200, undefined, { ref: false });
    });
    const [handling] = await events.emitAndWait("stock.low", "a");
    expect(handling).toMatchObject({ outcome: "timeout", error: { code: "CW_LOGGING_EVENT_TIMEOUT" } });
    expect(aborted).toBe(true);
  });
});

describe("correlation", () => {
  beforeEach(() => bus());

  test("runs through awaits and the events a handler emits", async () => {
    const events = bus();
    const inner = new Logger("inner", "DEBUG");
    inner.addHandler(memory);
    events.on("order.placed", async ({ id }) => {
      await sleep(1);
      inner.info("charging");
      await events.emit("order.paid", { id, amount: 3 });
    });
    await events.emit("order.placed", { id: 1 }, { correlationId: "request-1" });
    await events.drain();
    const ids = memory.records.map((record) => all(record)["correlation_id"]);
    expect(ids.length).toBeGreaterThanOrEqual(4);
    expect(new Set(ids)).toEqual(new Set(["request-1"]));
    const paid = memory.records.find((record) => record.getMessage() === "event order.paid");
    const placed = memory.records.find((record) => record.getMessage() === "event order.placed");
    expect(all(paid ?? expect.fail())["causation_id"]).toBe(all(placed ?? expect.fail())["event_id"]);
  });

  test("travels in the envelope to another process's bus", async () => {
    const [here, there] = [bus(), bus()];
    let seen: string | undefined;
    there.on("stock.low", () => {
      seen = currentEvent()?.correlationId;
    });
    here.on("*", (_, { envelope }) => there.receive(structuredClone(envelope)));
    await here.emitAndWait("stock.low", "a", { correlationId: "c-9" });
    await there.drain();
    expect(seen).toBe("c-9");
  });
});

describe("levels", () => {
  test("keep only what matters", async () => {
    const events = bus({ levels: { "order.paid": "INFO", "order.*": "TRACE" } });
    events.on("*", function audit() {});
    await events.emitAndWait("order.placed", { id: 1 });
    await events.emitAndWait("order.paid", { id: 1, amount: 2 });
    expect(logged()).toEqual(["INFO event order.paid", "INFO event order.paid: audit done"]);
    expect(all(memory.records[1] ?? expect.fail())).toMatchObject({
      handler: "audit",
      outcome: "ok",
      attempt: 1,
      duration_ms: expect.any(Number) as number,
    });
  });
});

describe("bounds", () => {
  test("an awaiting emitter is held back while the queue is full, and more than that is dropped and counted", async () => {
    const events = bus({ queueEntriesMax: 2, concurrency: 1 });
    let release = (): void => {};
    const blocked = new Promise<void>((resolve) => (release = resolve));
    events.on("stock.low", () => blocked);
    const taken = Array.from({ length: 6 }, (_, i) => events.emit("stock.low", String(i)));
    let fourthIn = false;
    void taken[3]?.then(() => (fourthIn = true));
    await sleep(5);
    expect(fourthIn).toBe(false);
    release();
    expect(await Promise.all(taken)).toEqual([true, true, true, true, true, false]);
    expect(events.dropped).toBe(1);
    expect(logged()).toContain("ERROR event stock.low dropped: the queue is full");
    await events.drain();
  });

  test("a closed bus handles what it has taken and refuses the rest", async () => {
    const events = bus();
    let handled = 0;
    events.on("stock.low", async () => {
      await sleep(2);
      handled += 1;
    });
    await events.emit("stock.low", "a");
    await events.close();
    expect(handled).toBe(1);
    expect(await events.emit("stock.low", "b")).toBe(false);
    await expect(events.emitAndWait("stock.low", "c")).rejects.toMatchObject({ code: "CW_LOGGING_EVENT_DROPPED" });
  });
});
