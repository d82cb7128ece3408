import { expect, test } from "vitest";
import { QueryGate } from "./query-gate.js";

const { signal } = new AbortController();

test("lets so many run, so many wait, and refuses the rest", async () => {
  const gate = new QueryGate(1, 1);
  const leave = await gate.enter(signal);
  const order: string[] = [];
  const waiting = gate.run(async () => void order.push("second"), signal);
  await expect(gate.enter(signal)).rejects.toMatchObject({ code: "CW_SERVER_BUSY" });
  expect(order).toEqual([]);
  leave();
  leave();
  await waiting;
  expect([order, gate.running]).toEqual([["second"], 0]);
});

test("gives the turn on when a query fails or its client has left", async () => {
  const gate = new QueryGate(1, 1);
  await expect(gate.run(async () => Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  await expect(gate.enter(AbortSignal.abort(new Error("left")))).rejects.toThrow("left");
  expect(await gate.run(async () => Promise.resolve(1), signal)).toBe(1);
  expect(gate.running).toBe(0);
});
