// Numbered lines of numbered writers in a rotated log: what the tests of shared files and listeners write and check.
import { readdirSync, readFileSync, statSync } from "node:fs";
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
  const found = new Map<number, number[]>();
  for (const name of oldestFirst(folder, base)) {
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

/**
 * A file that a writer has made just before logrotate would create it is put away under a name with the time in it,
 * without a number. So the time of the last write counts, and the number where that is the same.
 */
function oldestFirst(folder: string, base: string): string[] {
  const number = (name: string): number => Number(/\.(\d+)$/.exec(name)?.[1] ?? 0);
  return readdirSync(folder)
    .filter((name) => name.startsWith(base))
    .map((name) => ({ name, writtenMs: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => a.writtenMs - b.writtenMs || number(b.name) - number(a.name))
    .map(({ name }) => name);
}
