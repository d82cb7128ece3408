import type { Segment } from "@cordwood/store";
import { expect, test } from "vitest";
import { StoreOutput } from "./store-output.js";

const segment = (chunk: string): Segment => ({ path: `${chunk}.ndjson`, chunk, records: 1, bytes: 1 });

/** What the store throws when the engine answers `code`. */
const engineError = (code: string): Error =>
  new Error("cannot insert segment", { cause: Object.assign(new Error("engine"), { code, type: "X" }) });

/** An output whose store fails with one chunk. */
function failing(poison: string, error: Error): StoreOutput {
  return new StoreOutput({
    insert: ({ chunk }) => (chunk === poison ? Promise.reject(error) : Promise.resolve()),
  });
}

test.each([
  ["117", "RefusedError"],
  ["252", "Error"],
  ["241", "Error"],
  ["ECONNREFUSED", "Error"],
])("the engine's %s is a %s", async (code, name) => {
  await expect(failing("1", engineError(code)).deliver(segment("1"))).rejects.toMatchObject({ name });
});

test("a segment that fails again and again while others are taken is refused", async () => {
  const output = failing("1", engineError("49"));
  const names: string[] = [];
  for (let n = 2; names.at(-1) !== "RefusedError" && n < 30; n += 1) {
    await output.deliver(segment("1")).catch((error: unknown) => names.push((error as Error).name));
    await output.deliver(segment(String(n)));
  }
  expect(names.length).toBeGreaterThanOrEqual(10);
  expect(names.at(-1)).toBe("RefusedError");
});

test("when the store takes nothing at all, every segment waits", async () => {
  const output = new StoreOutput({ insert: () => Promise.reject(engineError("49")) });
  for (let n = 0; n < 30; n += 1) {
    await expect(output.deliver(segment("1"))).rejects.toMatchObject({ name: "Error" });
  }
});
