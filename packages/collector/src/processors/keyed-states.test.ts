import { expect, test } from "vitest";
import { keyOf, KeyedStates } from "./keyed-states.js";

test("a million keys leave the last of them", () => {
  let evicted = 0;
  const states = new KeyedStates<number>(() => {
    evicted += 1;
  }, 1000);
  for (let index = 0; index < 1_000_000; index++) states.get(`key ${index}`, () => index);
  expect([states.size, evicted]).toEqual([1000, 999_000]);
  expect(states.peek("key 999000")).toBe(999_000);
});

test("the key that was not seen for longest goes first", () => {
  const states = new KeyedStates<number>(undefined, 2);
  const see = (key: string): number => states.get(key, () => 1);
  for (const key of ["a", "b", "a", "c"]) see(key);
  expect(["a", "b", "c"].map((key) => states.peek(key))).toEqual([1, undefined, 1]);
});

test("a key is short, and different for different values", () => {
  const none = { level: "", severity: 0, host: "", logger: "", dataset: "", trace_id: "", span_id: "" };
  const long = "m".repeat(10_000);
  const record = { ...none, time: "1", message: long, service: "s", parse_error: "", attributes: { a: "b" } };
  expect(keyOf(record, ["message"]).length).toBeLessThan(64);
  expect(keyOf(record, ["service", "a"])).not.toBe(
    keyOf({ ...record, service: "sb", attributes: {} }, ["service", "a"]),
  );
  expect(keyOf(record, ["service"])).toBe("s");
});
