import { expect, test } from "vitest";
import { CountedMetrics, type CountedOptions } from "./counted-metrics.js";

const hits: CountedOptions = { name: "hits", help: "", kind: "counter", labels: [] };
const byPath: CountedOptions = { ...hits, labels: ["path"] };

function values(metrics: CountedMetrics): unknown[] {
  return metrics.snapshot().map(({ name, labels, value }) => [name, labels, value]);
}

test("a new configuration goes on with the metrics that it has in common with the old one", () => {
  const metrics = new CountedMetrics();
  const first = metrics.draft();
  first.register(hits)?.add([], 2);
  first.register({ ...hits, name: "old" })?.add([], 1);
  expect(values(metrics)).toEqual([]);
  first.commit();
  const second = metrics.draft();
  second.register(hits)?.add([], 1);
  second.commit();
  expect(values(metrics)).toEqual([["hits", {}, 3]]);
});

test("a metric that is defined otherwise begins anew, once the configuration is in use", () => {
  const metrics = new CountedMetrics();
  const first = metrics.draft();
  first.register(hits)?.add([], 2);
  first.commit();
  const refused = metrics.draft();
  refused.register(byPath)?.add(["/a"], 1);
  expect(refused.register(hits)).toBeUndefined();
  expect(values(metrics)).toEqual([["hits", {}, 2]]);
  const second = metrics.draft();
  second.register(byPath)?.add(["/b"], 1);
  second.commit();
  expect(values(metrics)).toEqual([["hits", { path: "/b" }, 1]]);
});

test("what inputs count stays beside it", () => {
  const metrics = new CountedMetrics();
  metrics.register(hits)?.add([], 1);
  metrics.draft().commit();
  expect(values(metrics)).toEqual([["hits", {}, 1]]);
});

test("labels are bounded each, and series together", () => {
  const metrics = new CountedMetrics();
  const series = metrics.register({ ...hits, labels: ["a", "b"], valuesMax: 300 });
  for (let index = 0; index < 100_000; index++) series?.add([`${index % 1000}`, `${index % 999}`], 1);
  const all = metrics.snapshot();
  expect(all.length).toBeLessThanOrEqual(10_001);
  expect(all.reduce((sum, { value = 0 }) => sum + value, 0)).toBe(100_000);
});
