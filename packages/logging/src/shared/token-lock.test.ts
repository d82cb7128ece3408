import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TokenLock } from "./token-lock.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "token-lock-"));
  path = join(folder, "app.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tokens = (): string[] => readdirSync(join(folder, ".app.log.lock"));

test("is held by one at a time, and free after release", () => {
  const [first, second] = [new TokenLock(path), new TokenLock(path)];
  expect(first.tryAcquire()).toBe("taken");
  expect(second.tryAcquire()).toBe("held");
  first.release();
  expect(second.tryAcquire()).toBe("taken");
  second.release();
});

test("never makes a second token, and leaves nothing beside it", () => {
  const locks = Array.from({ length: 8 }, () => new TokenLock(path));
  for (let i = 0; i < 50; i++) {
    const taken = locks.filter((lock) => lock.tryAcquire() !== "held");
    expect(taken).toHaveLength(1);
    expect(tokens()).toHaveLength(1);
    taken[0]?.release();
  }
  expect(readdirSync(folder)).toEqual([".app.log.lock"]);
});

test("makes the token anew when somebody has deleted it with its folder", () => {
  const lock = new TokenLock(path);
  expect(lock.tryAcquire()).toBe("taken");
  rmSync(join(folder, ".app.log.lock"), { recursive: true });
  lock.release();
  expect(new TokenLock(path).tryAcquire()).toBe("taken");
});

describe("a token named for", () => {
  const check = (what: string, holder: string, expected: string): void =>
    test(`${what} is ${expected}`, async () => {
      mkdirSync(join(folder, ".app.log.lock"));
      writeFileSync(join(folder, ".app.log.lock", holder), "");
      await sleep(10);
      expect(new TokenLock(path).tryAcquire()).toBe(expected);
    });
  check("a dead process", `4194303_1_${ownNamespace()}_0_1`, "inherited");
  check("a living process", `${process.pid}_-_${ownNamespace()}_0_1`, "held");
  check(
    "an earlier process with the number of a living one",
    `${process.pid}_1_${ownNamespace()}_0_1`,
    process.platform === "linux" ? "inherited" : "held",
  );
  check("a process in another container", "4194303_1_999_0_1", "held");
});

/** The part of a holder's name that tells the PID namespace, as the lock itself writes it. */
function ownNamespace(): string {
  const home = mkdtempSync(join(tmpdir(), "token-name-"));
  new TokenLock(join(home, "x")).tryAcquire();
  const name = readdirSync(join(home, ".x.lock"))[0] ?? "";
  rmSync(home, { recursive: true, force: true });
  return name.split("_")[2] ?? "";
}
