import type { Registry } from "prom-client";

const units: ReadonlySet<string> = new Set(["seconds", "bytes", "records", "segments", "percent", "ratio"]);

type Row = readonly string[];

/** The metrics of a registry as a table in Markdown, in the order of their names, for the reference. */
export function metricsTable(registry: Registry): string {
  const metrics = registry.getMetricsAsArray().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = [["metric", "type", "unit", "labels", "meaning"], ...metrics.map((metric) => rowOf(metric))];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => lineOf(row, widths));
  return [
    lines[0],
    lineOf(
      widths.map((width) => "-".repeat(width)),
      widths,
    ),
    ...lines.slice(1),
    "",
  ].join("\n");
}

const lineOf = (row: Row, widths: readonly number[]): string =>
  `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;

function rowOf(metric: { name: string; help: string; type: unknown }): Row {
  const labelNames: unknown = Reflect.get(metric, "labelNames");
  const labels = (Array.isArray(labelNames) ? labelNames : []).map((name) => `\`${name}\``).join(", ");
  const meaning = metric.help.replaceAll("|", String.raw`\|`);
  return [`\`${metric.name}\``, String(metric.type), unitOf(metric.name), labels, meaning];
}

function unitOf(name: string): string {
  return name.split("_").findLast((word) => units.has(word)) ?? "";
}
