// Compares what came out of a pipeline with what a test expects.
import type { SegmentRecord } from "@cordwood/store";
import { componentId } from "../../config/component-name.js";
import { clockOf, compileCondition } from "../evaluate/condition.js";
import type { CountedMetric } from "../counted-metrics.js";
import type { ProcessedRecord } from "../processor.js";
import type { ExpectedMetric, ExpectedRecord, PipelineTest } from "./pipeline-test-schema.js";
import { differences } from "./record-expectation.js";
import type { TestedPipeline, TestOutcome } from "./run-pipeline-test.js";

/** One thing that is not as expected. */
export interface TestFailure {
  /** Keys below the test that lead to the expectation. */
  path: (string | number)[];
  message: string;
  /** Lines of what was expected; those of what came instead. */
  expected: string[];
  actual: string[];
}

type Path = TestFailure["path"];

/** All that is not as expected. */
export function checkOutcome(outcome: TestOutcome, { expect }: PipelineTest, pipeline: TestedPipeline): TestFailure[] {
  if (Array.isArray(expect)) return checkRecords(outcome.records, expect, ["expect"], outcome);
  const { records, match, dropped, routed = {}, metrics = [] } = expect;
  return [
    ...(records === undefined ? [] : checkRecords(outcome.records, records, ["expect", "records"], outcome)),
    ...(match === undefined ? [] : checkMatch(outcome, match)),
    ...(dropped === undefined ? [] : checkDropped(outcome, dropped)),
    ...Object.entries(routed).flatMap(([name, expected]) => checkRouted(outcome, name, expected, pipeline)),
    ...metrics.flatMap((metric, index) => checkMetric(outcome.metrics, metric, ["expect", "metrics", index])),
  ];
}

function textOf(record: SegmentRecord): string {
  const { level, message, attributes } = record;
  const shown = { ...(level !== "" && { level }), message, ...(Object.keys(attributes).length > 0 && { attributes }) };
  return JSON.stringify(shown);
}

function expectedText(expected: ExpectedRecord): string {
  return typeof expected === "string" ? expected : JSON.stringify(expected);
}

function checkRecords(
  records: readonly SegmentRecord[],
  expected: readonly ExpectedRecord[],
  path: Path,
  outcome: TestOutcome,
): TestFailure[] {
  if (records.length !== expected.length) {
    const message = `expected ${expected.length} ${expected.length === 1 ? "record" : "records"}, got ${records.length}`;
    return [{ path, message, expected: expected.map(expectedText), actual: records.map(textOf) }];
  }
  return expected.flatMap((each, index) =>
    checkRecord(records[index] as SegmentRecord, each, [...path, index], outcome),
  );
}

function fieldLine(field: string, value: string | undefined): string {
  return value === undefined ? `no ${field}` : `${field}: ${JSON.stringify(value)}`;
}

function checkRecord(record: SegmentRecord, expected: ExpectedRecord, path: Path, outcome: TestOutcome): TestFailure[] {
  const found = differences(record, expected, clockOf({ nowMs: () => outcome.nowMs }));
  if (found.length === 0) return [];
  return [
    {
      path,
      message: `record ${Number(path.at(-1)) + 1} is not as expected`,
      expected: found.map((each) => fieldLine(each.field, each.expected)),
      actual: found.map((each) => fieldLine(each.field, each.actual)),
    },
  ];
}

function checkMatch({ records, nowMs }: TestOutcome, query: string): TestFailure[] {
  const holds = compileCondition(query, clockOf({ nowMs: () => nowMs }));
  const others = records.filter((record) => !holds(record));
  if (others.length === 0) return [];
  const message = `${others.length} of ${records.length} records do not match`;
  return [{ path: ["expect", "match"], message, expected: [query], actual: others.map(textOf) }];
}

function checkDropped({ components }: TestOutcome, expected: number | Record<string, number>): TestFailure[] {
  const byReason = new Map<string, number>();
  for (const [reason, count] of components.flatMap(({ dropped }) => Object.entries(dropped))) {
    byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  const all = [...byReason.values()].reduce((sum, count) => sum + count, 0);
  const wanted = typeof expected === "number" ? { records: expected } : expected;
  return Object.entries(wanted).flatMap(([reason, count]): TestFailure[] => {
    const actual = typeof expected === "number" ? all : (byReason.get(reason) ?? 0);
    if (actual === count) return [];
    const path = typeof expected === "number" ? ["expect", "dropped"] : ["expect", "dropped", reason];
    const lines = [...byReason].map(([name, dropped]) => `${name}: ${dropped}`);
    const message = `expected ${count} dropped, got ${actual}`;
    return [{ path, message, expected: [`${reason}: ${count}`], actual: lines.length > 0 ? lines : ["none"] }];
  });
}

function checkRouted(
  outcome: TestOutcome,
  name: string,
  expected: readonly ExpectedRecord[],
  { outputs = [] }: TestedPipeline,
): TestFailure[] {
  const path = ["expect", "routed", name];
  const configured = outputs.map((output, index) => ({ id: componentId(output, index), when: output.when }));
  const output = configured.find(({ id }) => id === name);
  if (output === undefined && name !== "store") {
    const known = ["store", ...configured.map(({ id }) => id)];
    return [{ path, message: `there is no output ${name}`, expected: [name], actual: known }];
  }
  const holds = compileCondition(output?.when ?? "*", clockOf({ nowMs: () => outcome.nowMs }));
  const isFor = (record: ProcessedRecord): boolean => record._route?.includes(name) !== false && holds(record);
  return checkRecords(outcome.records.filter(isFor), expected, path, outcome);
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.toSorted().join(",")}}`;
}

function checkMetric(metrics: readonly CountedMetric[], expected: ExpectedMetric, path: Path): TestFailure[] {
  const { name, labels = {}, ...numbers } = expected;
  const wanted = `${name}${labelsText(labels)}`;
  const found = metrics.find((each) => `${each.name}${labelsText(each.labels)}` === wanted);
  if (found === undefined) {
    const others = metrics.map((each) => `${each.name}${labelsText(each.labels)}`);
    return [{ path, message: `there is no metric ${wanted}`, expected: [wanted], actual: others }];
  }
  const keys = ["value", "count", "sum"] as const;
  const wrong = keys.filter((key) => numbers[key] !== undefined && numbers[key] !== found[key]);
  if (wrong.length === 0) return [];
  const lines = (of: Pick<ExpectedMetric, "value" | "count" | "sum">): string[] =>
    wrong.map((key) => `${key}: ${String(of[key])}`);
  return [{ path, message: `${wanted} is not as expected`, expected: lines(numbers), actual: lines(found) }];
}
