// Numbered lines of numbered writers in a rotated log: what the tests of shared files and listeners write and check.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** Python's classic layout, as the writers of these tests use it. */
export const format = "%(asctime)s %(levelname)s %(name)s: %(message)s";

/** The statement that logs line `i` of writer `id`, for a program text. */
export const logLine = `log.info("writer %s line %d %s", id, i, "x".repeat(40));`;

const pattern = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO worker\.\d+: writer (\d+) line (\d+) x{40}$/;

/** The numbers from 0 up to `n`. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The numbers of the lines of each writer, oldest first, after checking that every line is whole. */
export function linesByWriter(folder: string, base: string): Map<number, number[]> {
  const age = (name: string): number => Number(name.slice(base.length + 1) || 0);
  const names = readdirSync(folder).filter((name) => name.startsWith(base));
  const found = new Map<number, number[]>();
  for (const name of names.toSorted((a, b) => age(b) - age(a))) {
    const text = readFileSync(join(folder, name), "utf8");
    expect(text === "" || text.endsWith("\n"), `${name} ends in a torn line`).toBe(true);
    for (const line of text.split("\n").slice(0, -1)) {
      const match = pattern.exec(line);
      if (match === null) throw new Error(`a torn line in ${name}: ${line}`);
      const numbers = found.get(Number(match[1])) ?? [];
      numbers.push(Number(match[2]));
      found.set(Number(match[1]), numbers);
    }
  }
  return found;
}
