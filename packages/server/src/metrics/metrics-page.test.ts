import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { countLogRecords, LabelGuard, nodeHttpMetrics, VolumeGuard } from "@cordwood/metrics";
import { Logger } from "@cordwood/logging";
import { collectDefaultMetrics, Registry } from "prom-client";
import { expect, test } from "vitest";
import { measured } from "../app.js";
import { metricsTable } from "./metrics-table.js";
import { createMetrics, noSources } from "./server-metrics.js";

const path = fileURLToPath(new URL("../../../../docs/reference/metrics.md", import.meta.url));

function ownMetrics(): Registry {
  const metrics = createMetrics(noSources);
  measured(metrics.registry);
  const own = new Registry();
  for (const metric of metrics.registry.getMetricsAsArray())
    if (metric.name.startsWith("cordwood_")) own.registerMetric(metric as never);
  return own;
}

function applicationMetrics(): Registry {
  const registry = new Registry();
  nodeHttpMetrics(() => undefined, { registry });
  countLogRecords({ registry, logger: new Logger("reference") });
  void new VolumeGuard({ registry, perSecond: 1 });
  void new LabelGuard("reference", { registry });
  return registry;
}

function processMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

const page = `# Metrics

This page is made from the code. Names, units and types follow [Prometheus' conventions](https://prometheus.io/docs/practices/naming/). The number of series of each is bounded: labels have values that a configuration, a catalogue or a guard bounds.

## Of Cordwood

\`GET /metrics\` answers in Prometheus' text format, or in OpenMetrics where a scraper asks for it. Beside these metrics are those of the process, below, and those that \`count\` processors of the pipeline make, under the names that the configuration gives them.

\`component_id\` is the \`name\` of an input, processor or output in the configuration, or its type and index; \`component_kind\` is \`input\`, \`processor\`, \`buffer\` or \`output\`. The store reads its tables at most every ten seconds, however often it is asked.

${metricsTable(ownMetrics())}
## Of an application with \`@cordwood/metrics\`

\`http_*\` come with a middleware, \`log_records_total\` with \`countLogRecords\`, \`log_records_held_back_total\` with \`VolumeGuard\`, \`metrics_label_overflow_total\` with every guard. Names of \`MetricsHandler\` are your own.

${metricsTable(applicationMetrics())}
## Of the process

prom-client's default metrics, in Cordwood and in applications that use \`startHttpServer\`. Those of \`process_\` that read \`/proc\` are there on Linux only.

${metricsTable(processMetrics())}`;

// CORDWOOD_WRITE_DOCS=1 writes the page anew.
test("the reference page is the one that the code makes", () => {
  if (process.env["CORDWOOD_WRITE_DOCS"] === "1") writeFileSync(path, page);
  expect(readFileSync(path, "utf8")).toBe(page);
});

test("every metric of ours has a unit in its name or is a count, and names are as Prometheus wants them", () => {
  const rows = page.split("\n").filter((line) => /^\| `(?!nodejs|process)/.test(line));
  expect(rows.length).toBeGreaterThan(40);
  for (const row of rows) {
    const [, name = "", type = ""] = /^\| `([^`]+)` *\| (\w+)/.exec(row) ?? [];
    expect({ name, total: name.endsWith("_total") }).toEqual({ name, total: type === "counter" });
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    if (type === "histogram") expect(name).toMatch(/_(seconds|bytes)$/);
  }
});
