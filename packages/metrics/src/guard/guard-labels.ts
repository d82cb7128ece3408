import type { Counter, Gauge, Histogram, Summary } from "prom-client";
import { MetricsError } from "../errors.js";
import { LabelGuard, type LabelGuardOptions } from "./label-guard.js";

/** Methods of prom-client's metrics whose first argument may be labels. */
const methods = ["inc", "dec", "set", "observe", "startTimer", "remove", "labels"] as const;

/**
 * Puts a {@link LabelGuard} before a metric of prom-client, and answers the metric. However it is called afterwards, its labels cannot explode.
 * @example const logins = guardLabels(new Counter({ name: "logins_total", help: "Logins", labelNames: ["tenant"] }));
 */
export function guardLabels<M extends Counter<never> | Gauge<never> | Histogram<never> | Summary<never>>(
  metric: M,
  options: LabelGuardOptions = {},
): M {
  const { name, labelNames } = descriptionOf(metric);
  const guard = new LabelGuard(name, options);
  for (const method of methods) {
    const original: unknown = Reflect.get(metric, method);
    if (typeof original !== "function") continue;
    const guarded = function (this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(original, this, guardedArguments(guard, labelNames, args));
    };
    Object.defineProperty(metric, method, { value: guarded, configurable: true, writable: true });
  }
  return metric;
}

function descriptionOf(metric: object): { name: string; labelNames: readonly string[] } {
  const name: unknown = Reflect.get(metric, "name");
  const labelNames: unknown = Reflect.get(metric, "labelNames");
  if (typeof name !== "string" || !Array.isArray(labelNames))
    throw new MetricsError("CW_METRICS_OPTION", ["the metric", "it is none of prom-client's"]);
  return { name, labelNames: labelNames as string[] };
}

/** Labels come as one object, as values in the order of their names, or inside the object that carries an exemplar. */
function guardedArguments(guard: LabelGuard, labelNames: readonly string[], args: readonly unknown[]): unknown[] {
  const [first, ...rest] = args;
  if (typeof first === "object" && first !== null) {
    const { labels, exemplarLabels } = first as { labels?: Record<string, string>; exemplarLabels?: unknown };
    if (typeof labels === "object" && (exemplarLabels !== undefined || !labelNames.includes("labels")))
      return [{ ...first, labels: guard.labels(labels) }, ...rest];
    return [guard.labels(first as Record<string, string>), ...rest];
  }
  if (typeof first !== "string") return [...args];
  return args.map((value, i) => (typeof value === "string" ? guard.value(labelNames[i] ?? "", value) : value));
}
