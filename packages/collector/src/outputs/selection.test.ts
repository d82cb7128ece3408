import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SegmentRecord } from "@cordwood/store";
import { afterAll, expect, test } from "vitest";
import { Selection, type SelectionOptions } from "./selection.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-selection-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = (message: string, route?: string[]): string =>
  `${JSON.stringify({ ...(route !== undefined && { _route: route }), message })}\n`;

const isOdd = ({ message }: SegmentRecord): boolean => Number(message) % 2 === 1;

async function check(
  lines: readonly string[],
  routed: boolean,
  when: SelectionOptions["when"],
  expected: string,
): Promise<void> {
  const path = join(folder, "1.ndjson");
  const text = lines.join("");
  writeFileSync(path, text);
  const selection = new Selection({ output: "b", when, directory: join(folder, "selected") });
  const segment = { path, chunk: "1", records: lines.length, bytes: text.length, routed };
  const selected = await selection.of(segment);
  if (expected === "the file as it is") expect(selected.segment).toEqual(segment);
  else {
    expect(selected.segment.records).toBe(expected.split("\n").length - 1);
    const found = selected.segment.records === 0 ? "" : readFileSync(selected.segment.path, "utf8");
    expect(found).toBe(expected);
    expect(selected.segment.bytes).toBe(expected.length);
  }
  await selected.discard();
  expect(existsSync(join(folder, "selected")) ? readdirSync(join(folder, "selected")) : []).toEqual([]);
}

test.each<[string, string[], boolean, SelectionOptions["when"], string]>([
  ["nothing says where", [line("1"), line("2")], true, undefined, "the file as it is"],
  ["nobody looks when there is no route", [line("1", ["a"])], false, undefined, "the file as it is"],
  ["other outputs' lines are left out", [line("1", ["a"]), line("2", ["a", "b"])], true, undefined, line("2")],
  ["lines without a route go everywhere", [line("1"), line("2", ["ab"])], true, undefined, line("1")],
  ["all of it is for others", [line("1", ["a"])], true, undefined, ""],
  ["to nobody", [line("1", [])], true, undefined, ""],
  ["a condition", [line("1"), line("2"), line("3")], false, isOdd, line("1") + line("3")],
  ["a condition that holds for all", [line("1"), line("3")], false, isOdd, "the file as it is"],
  ["both", [line("1", ["b"]), line("2", ["b"]), line("3", ["a"])], true, isOdd, line("1")],
  ["a damaged line is not lost", ["{nonsense\n", line("2")], false, isOdd, "{nonsense\n"],
  [
    "a name with odd characters in a message",
    ['{"message":"{\\"_route\\":[\\"a\\"],"}\n'],
    true,
    undefined,
    "the file as it is",
  ],
])("%s", async (_name, lines, routed, when, expected) => {
  await check(lines, routed, when, expected);
});

test("a large segment is selected block by block, whatever lies across two of them", async () => {
  const lines = Array.from({ length: 40 }, (_, n) => line(`${"x".repeat(50_000 + n * 997)}${n}`));
  const isWanted = ({ message }: SegmentRecord): boolean => !message.endsWith("7");
  await check(lines, false, isWanted, lines.filter((text) => !text.endsWith('7"}\n')).join(""));
  const long = [line("y".repeat(3_000_000)), line("1"), line("2")];
  await check(long, false, ({ message }) => message !== "1", (long[0] ?? "") + (long[2] ?? ""));
  await check(long, false, () => true, "the file as it is");
});
