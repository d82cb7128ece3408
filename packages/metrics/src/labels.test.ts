// The names of labels are part of the types of prom-client's four metrics, guarded or not.
import { Counter, Gauge, guardLabels, Histogram, Registry, Summary } from "./index.js";
import { expect, expectTypeOf, test } from "vitest";

const registry = new Registry();
const registers = [registry];
const options = { help: "x", labelNames: ["method", "code"] as const, registers };
const counter = new Counter({ name: "a_total", ...options });
const gauge = new Gauge({ name: "b", ...options });
const histogram = new Histogram({ name: "c_seconds", ...options });
const summary = new Summary({ name: "d_seconds", percentiles: [0.5], ...options });
const guarded = guardLabels(new Counter({ name: "e_total", ...options }), { valuesMax: 1, registry: registry });

test("the compiler knows the names of labels", () => {
  expectTypeOf(counter).toEqualTypeOf<Counter<"method" | "code">>();
  expectTypeOf(gauge).toEqualTypeOf<Gauge<"method" | "code">>();
  expectTypeOf(histogram).toEqualTypeOf<Histogram<"method" | "code">>();
  expectTypeOf(summary).toEqualTypeOf<Summary<"method" | "code">>();
  expectTypeOf(guarded).toEqualTypeOf<Counter<"method" | "code">>();
  expectTypeOf<keyof Parameters<typeof gauge.labels>[0]>().toEqualTypeOf<"method" | "code">();
  expectTypeOf<Counter<"method">>().not.toEqualTypeOf<Counter<"method" | "code">>();
});

test("a label that was not named is refused at run time too", () => {
  for (const metric of [counter, guarded]) expect(() => metric.inc({ nope: "x" } as never)).toThrow(/nope/);
  expect(() => gauge.set({ nope: "x" } as never, 1)).toThrow(/nope/);
  expect(() => histogram.observe({ nope: "x" } as never, 1)).toThrow(/nope/);
  expect(() => summary.observe({ nope: "x" } as never, 1)).toThrow(/nope/);
});

test("a summary shows its quantiles, sum and count", async () => {
  for (let i = 1; i <= 9; i++) summary.observe({ method: "GET", code: "200" }, i);
  const shown = await registry.getSingleMetricAsString("d_seconds");
  expect(shown).toContain('d_seconds{quantile="0.5",method="GET",code="200"} 5');
  expect(shown).toContain('d_seconds_sum{method="GET",code="200"} 45');
  expect(shown).toContain('d_seconds_count{method="GET",code="200"} 9');
});

test("a guarded summary keeps its labels from exploding", async () => {
  const own = new Registry();
  const seconds = guardLabels(new Summary({ name: "f_seconds", help: "x", labelNames: ["tenant"], registers: [own] }), {
    valuesMax: 1,
    registry: own,
    logger: { warning() {} } as never,
  });
  for (const tenant of ["a", "b", "c"]) seconds.observe({ tenant }, 1);
  const shown = await own.getSingleMetricAsString("f_seconds");
  expect(shown).toContain('f_seconds_count{tenant="a"} 1');
  expect(shown).toContain('f_seconds_count{tenant="other"} 2');
});
