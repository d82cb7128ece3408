import type { MetricObjectWithValues, MetricValue, Registry } from "prom-client";

/** A sample as prom-client keeps it; exemplars are not in its types. */
interface Sample extends MetricValue<string> {
  metricName?: string;
  exemplar?: { labelSet: Readonly<Record<string, string>>; value: number; timestamp: number } | null;
}

/** The two formats that scrapers ask for: Prometheus' text format 0.0.4, and OpenMetrics 1.0. */
export type TextFormat = "prometheus" | "openmetrics";

/**
 * Writes a registry in one of the two formats; exemplars are for OpenMetrics only. With `names`, only those. prom-client writes both too, but a registry of its own has one
 * format for good: asked for OpenMetrics, it renames its counters, and a scraper that asks for the other format gets wrong names afterwards.
 */
export async function metricsText(
  registry: Registry,
  format: TextFormat,
  names: ReadonlySet<string> = everything,
): Promise<string> {
  const families = await registry.getMetricsAsJSON();
  const texts = families
    .filter((family) => names === everything || isNamed(family.name, names))
    .map((family) => familyText(family as MetricObjectWithValues<Sample>, format));
  return texts.join("") + (format === "openmetrics" ? "# EOF\n" : "");
}

const everything: ReadonlySet<string> = new Set();

/** Whether a family is named, by its own name or by that of its samples. */
function isNamed(family: string, names: ReadonlySet<string>): boolean {
  const bare = family.replace(/_total$/, "");
  return ["", "_total", "_bucket", "_sum", "_count"].some((suffix) => names.has(bare + suffix));
}

function familyText(family: MetricObjectWithValues<Sample>, format: TextFormat): string {
  const bare = String(family.type) === "counter" ? family.name.replace(/_total$/, "") : family.name;
  const counter = String(family.type) === "counter" && (bare !== family.name || format === "openmetrics");
  const name = format === "openmetrics" || !counter ? bare : family.name;
  const head = `# HELP ${name} ${escaped(family.help)}\n# TYPE ${name} ${String(family.type)}\n`;
  const samples = family.values.map((sample) =>
    sampleText(sample, counter ? `${bare}_total` : (sample.metricName ?? name), format),
  );
  return head + samples.join("");
}

function sampleText(sample: Sample, name: string, format: TextFormat): string {
  const { exemplar } = sample;
  const shown =
    exemplar && format === "openmetrics"
      ? ` # ${labelsText(exemplar.labelSet, true)} ${numberText(exemplar.value)} ${exemplar.timestamp}`
      : "";
  return `${name}${labelsText(sample.labels, false)} ${numberText(sample.value)}${shown}\n`;
}

function labelsText(labels: Readonly<Record<string, unknown>>, always: boolean): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(String(value)).replaceAll('"', String.raw`\"`)}"`,
  );
  return pairs.length > 0 || always ? `{${pairs.join(",")}}` : "";
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", String.raw`\n`);

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}
