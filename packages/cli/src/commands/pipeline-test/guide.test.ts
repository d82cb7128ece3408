import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { plain } from "../../terminal/paint.js";
import { resultText } from "./result-text.js";
import { type ConfigTestResult, runConfigTests } from "./run-config-tests.js";

const directory = mkdtempSync(join(tmpdir(), "cordwood-test-"));
const guide = readFileSync(join(import.meta.dirname, "../../../../../docs/guides/pipelines.md"), "utf8");

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function run(text: string, name?: string): Promise<ConfigTestResult[]> {
  const path = join(directory, "cordwood.yaml");
  writeFileSync(path, text);
  const results: ConfigTestResult[] = [];
  for await (const result of runConfigTests(path, name)) results.push(result);
  return results;
}

async function told(text: string): Promise<string> {
  const results = await run(text);
  return results
    .map((result) => resultText(result, plain))
    .join("\n")
    .replaceAll(`${directory}/`, "");
}

test("the pipeline of the guide passes its tests", async () => {
  const example = /```yaml\n([^]*?)```/.exec(guide)?.[1] ?? "";
  const results = await run(example);
  expect(results.map((result) => resultText(result, plain)).join("\n")).not.toContain("FAIL");
  expect(results).toHaveLength(6);
});

const pipeline = `pipeline:
  processors:
    - { type: filter, drop: health }
    - { type: count, metric: hits, when: hit }
    - { type: route, routes: [{ when: bad, to: [pager] }] }
  outputs: [{ type: "null", name: pager }, { type: stdout, when: "level:>=error" }]
tests:
`;

test.each([
  ["too many records", "expect: ['a']", ":10:13: expected 1 record, got 2", '    + {"message":"b"}'],
  [
    "another value",
    "expect: [a, { message: c, x: null }]",
    ":10:17: record 2 is not as expected",
    '    - message: "c"',
  ],
  ["a field too much", "expect: [{ x: null }, b]", ":10:14: record 1 is not as expected", '    + x: "1"'],
  ["a search that does not match", "expect: [a, c]", ":10:17: record 2", "    - a record that matches: "],
  ["a match", "expect: { match: a }", ":10:22: 1 of 2 records do not match", '    + {"message":"b"}'],
  ["drops", "expect: { dropped: 3 }", ":10:24: expected 3 dropped, got 2", "    + filtered: 1"],
  ["drops by reason", "expect: { dropped: { counted: 1, age: 1 } }", "expected 1 dropped, got 0", "    + counted: 1"],
  ["routes", "expect: { routed: { pager: [a] } }", "expected 1 record, got 2", "    + "],
  ["an output's own condition", "expect: { routed: { stdout.1: [a] } }", "expected 1 record, got 0", "    - a"],
  ["an output that is not there", "expect: { routed: { pagr: [a] } }", "there is no output pagr", "    + stdout.1"],
  ["a metric's value", "expect: { metrics: [{ name: hits, value: 3 }] }", "hits is not as expected", "    + value: 1"],
  ["a metric", "expect: { metrics: [{ name: hit, value: 3 }] }", "there is no metric hit", "    + hits"],
])("a failure tells the place and the difference: %s", async (_name, expectation, message, line) => {
  const input = "input: [{ message: a, x: 1 }, health, { message: b }, hit]";
  const text = await told(`${pipeline}  - name: it\n    ${input}\n    ${expectation}\n`);
  expect(text).toContain("FAIL it\n  cordwood.yaml");
  expect(text).toContain(message);
  expect(text).toContain(line);
});

test("only tests of a name are run, and none is a mistake", async () => {
  const two = `${pipeline}  - { name: one, input: [], expect: [] }\n  - { name: two, input: [], expect: [] }\n`;
  expect((await run(two, "tw")).map(({ name, passed }) => [name, passed])).toEqual([["two", true]]);
  await expect(run(two, "three")).rejects.toThrow("there is no test whose name contains 'three'");
  await expect(run("pipeline: {}\n")).rejects.toThrow("there are no tests in it");
});

test("what is wrong in a test is said with its place", async () => {
  await expect(run("tests:\n  - { name: x, input: [{ wait: soon }], expect: [] }\n")).rejects.toThrow(":2:");
  await expect(run("tests:\n  - { name: x, input: [], expect: [] , expcet: 1 }\n")).rejects.toThrow(
    "expcet is not known",
  );
});
