// Numbers as records at an interval: those of the collector's components, or of a Prometheus endpoint. For people who
// want to search their numbers beside their logs; for charts and alerts there are the metrics themselves.
import type { Logger } from "@cordwood/logging";
import { z } from "zod";
import type { ComponentSnapshot } from "../../component-snapshot.js";
import { parseExposition } from "../../decoders/index.js";
import { CollectorError, reasonOf } from "../../errors.js";
import { scrapeBytesMax } from "../../limits.js";
import { LineWriter } from "../../record/line-writer.js";
import type { RecordDefaults } from "../../record/segment-line.js";
import type { Zone } from "../../timestamps/zone.js";
import { type CommonInputConfig, commonInputShape, defaultsOf, zoneFor } from "../input-options.js";
import { Complaints } from "../complaints.js";
import type { Input, InputCounts, InputTarget } from "../input.js";
import type { InputDefinition } from "../input-definition.js";
import { writeObject } from "../listening-input.js";

/** The metrics input in a configuration. */
export interface MetricsConfig extends CommonInputConfig {
  type: "metrics";
  url?: string | undefined;
  headers?: Record<string, string> | undefined;
  interval_s?: number | undefined;
  timeout_s?: number | undefined;
}

const standardIntervalS = 60;
const standardTimeoutS = 10;

/** The plugin `metrics`. */
export const metricsDefinition: InputDefinition<MetricsConfig> = {
  type: "metrics",
  schema: z.strictObject({
    type: z.literal("metrics"),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("A Prometheus endpoint in the text format. @default the collector's own components"),
    headers: z.record(z.string(), z.string()).optional().describe("Headers of the request, such as authorization."),
    interval_s: z.number().min(0.05).optional().describe(`How often. @default ${standardIntervalS}`),
    timeout_s: z.number().positive().optional().describe(`Time for one request. @default ${standardTimeoutS}`),
    ...commonInputShape,
  }),
  create(config, surroundings) {
    const { id, target, logger, components = () => [] } = surroundings;
    const {
      url,
      headers = {},
      interval_s: interval = standardIntervalS,
      timeout_s: timeout = standardTimeoutS,
    } = config;
    return new MetricsInput({
      id,
      target,
      logger,
      zone: zoneFor(config, surroundings),
      defaults: defaultsOf({ dataset: "metrics", ...config }, url === undefined ? "cordwood" : new URL(url).host),
      intervalMs: interval * 1000,
      read:
        url === undefined ? () => Promise.resolve(componentRecords(components())) : () => scrape(url, headers, timeout),
    });
  },
};

type Numbers = Record<string, unknown>;

/** What to read, and how often. */
export interface MetricsInputOptions {
  id: string;
  target: InputTarget;
  logger: Logger;
  zone: Zone;
  defaults: RecordDefaults;
  intervalMs: number;
  /** The records of now. */
  read: () => Promise<Numbers[]>;
}

/** The metrics input. */
export class MetricsInput implements Input {
  readonly name: string;
  readonly #options: MetricsInputOptions;
  readonly #failures: Complaints;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #failed: string | undefined;

  constructor(options: MetricsInputOptions) {
    this.name = options.id;
    this.#options = options;
    this.#failures = new Complaints(options.logger);
  }

  get counts(): InputCounts {
    return { errors: this.#failures.count, dropped: {} };
  }

  get failing(): string | undefined {
    return this.#failed;
  }

  start(): Promise<void> {
    this.#timer = setInterval(() => {
      // While one is under way, because the source is slow or the buffer full, the next is left out.
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
    }, this.#options.intervalMs);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { read, defaults, zone, target } = this.#options;
    try {
      const writer = new LineWriter();
      for (const record of await read()) writeObject(record, defaults, zone, writer);
      if (writer.records > 0) await target.append({ data: writer.written(), records: writer.records });
      this.#failed = undefined;
    } catch (error) {
      this.#failed = reasonOf(error);
      this.#failures.warn("%s: %s", this.name, this.#failed);
    }
  }
}

async function scrape(url: string, headers: Record<string, string>, timeoutS: number): Promise<Numbers[]> {
  const response = await fetch(url, {
    headers: { accept: "text/plain;version=0.0.4", ...headers },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutS * 1000),
  }).catch((error: unknown) => {
    throw scrapeError(url, reasonOf(error instanceof Error ? (error.cause ?? error) : error));
  });
  if (!response.ok) throw scrapeError(url, `it answered ${response.status}`);
  const { samples } = parseExposition(await boundedText(response, url));
  return samples.map(({ name, type, labels, value }) => {
    const shown = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
    const message = `${name}${shown.length === 0 ? "" : `{${shown.join(",")}}`} ${value}`;
    const whole = { "metric.name": name, ...(type !== "" && { "metric.type": type }), value };
    return { message, level: "info", attributes: { ...whole, ...labels } };
  });
}

async function boundedText(response: Response, url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > scrapeBytesMax) throw scrapeError(url, `it answers more than ${scrapeBytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** An address without what may be secret in it. */
function scrapeError(url: string, reason: string): CollectorError {
  const { origin, pathname } = new URL(url);
  return new CollectorError("CW_COLLECTOR_SCRAPE", { url: `${origin}${pathname}`, reason });
}

function componentRecords(components: readonly ComponentSnapshot[]): Numbers[] {
  return components.map(({ id, kind, type, latency, ...numbers }) => {
    const attributes = { "component.id": id, "component.kind": kind, "component.type": type, ...numbers };
    const message = `${kind} ${id}: ${numbers.receivedRecords} received, ${numbers.sentRecords} sent`;
    const mean = latency === undefined || latency.count === 0 ? {} : { latencySeconds: latency.sum / latency.count };
    return { message, level: "info", logger: "cordwood.collector", attributes: { ...attributes, ...mean } };
  });
}
