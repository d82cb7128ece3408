import type { Registry } from "prom-client";

const units: ReadonlySet<string> = new Set(["seconds", "bytes", "records", "segments", "percent", "ratio"]);

/** The metrics of a registry as a table in Markdown, in the order of their names, for the reference. */
export function metricsTable(registry: Registry): string {
  const rows = registry
    .getMetricsAsArray()
    .map((metric) => rowOf(metric))
    .toSorted();
  return ["| metric | type | unit | labels | meaning |", "| --- | --- | --- | --- | --- |", ...rows, ""].join("\n");
}

function rowOf(metric: { name: string; help: string; type: unknown }): string {
  const labelNames: unknown = Reflect.get(metric, "labelNames");
  const labels = (Array.isArray(labelNames) ? labelNames : []).map((name) => `\`${name}\``).join(", ");
  const meaning = metric.help.replaceAll("|", String.raw`\|`);
  return `| \`${metric.name}\` | ${String(metric.type)} | ${unitOf(metric.name)} | ${labels} | ${meaning} |`;
}

function unitOf(name: string): string {
  const words = name.split("_");
  return words.findLast((word) => units.has(word)) ?? "";
}
