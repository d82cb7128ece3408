// Receives statsd over UDP and TCP. Measurements become metrics beside the collector's own; with `records` each interval
// is also kept as records. Statsd has no acknowledgement, and what is a number is not made durable.
import { z } from "zod";
import { parseStatsd } from "../../decoders/index.js";
import { CollectorError, reasonOf } from "../../errors.js";
import { statsdLineLengthMax } from "../../limits.js";
import type { CountedMetrics } from "../../processors/counted-metrics.js";
import { Batcher } from "../batcher.js";
import { type CommonInputConfig, commonInputShape } from "../input-options.js";
import { Complaints } from "../complaints.js";
import type { InputCounts } from "../input.js";
import type { InputDefinition } from "../input-definition.js";
import { type ListenerConfig, listenerShape, type ProtocolsConfig, protocolsShape } from "../listener-options.js";
import {
  ListeningInput,
  networkOptions,
  type NetworkInputOptions,
  type Protocol,
  writeObject,
} from "../listening-input.js";
import type { Connection } from "../tcp-listener.js";
import { StatsdMetrics, type StatsdSummary } from "./statsd-metrics.js";

/** The statsd input in a configuration. */
export interface StatsdConfig extends CommonInputConfig, ListenerConfig, ProtocolsConfig {
  type: "statsd";
  records?: boolean | undefined;
  interval_s?: number | undefined;
}

const standard = "127.0.0.1:8125";
const intervalS = 10;

/** The plugin `statsd`. */
export const statsdDefinition: InputDefinition<StatsdConfig> = {
  type: "statsd",
  schema: z.strictObject({
    type: z.literal("statsd"),
    ...listenerShape(standard),
    ...protocolsShape,
    records: z
      .boolean()
      .optional()
      .describe("Keep a record for each name and set of tags per interval, beside the metrics. @default false"),
    interval_s: z.number().min(0.05).optional().describe(`Interval of the records. @default ${intervalS}`),
    ...commonInputShape,
  }),
  create(config, surroundings) {
    const { records = false, interval_s: interval = intervalS, protocols } = config;
    const { counted } = surroundings;
    const options = networkOptions({ dataset: "metrics", ...config }, surroundings, standard, "statsd");
    const recordsMs = records ? { recordsMs: interval * 1000 } : {};
    return new StatsdInput({ ...options, ...(counted !== undefined && { counted }), ...recordsMs }, protocols);
  },
};

/** What the statsd input needs. */
export interface StatsdInputOptions extends NetworkInputOptions {
  /** Where measurements are counted. */
  counted?: CountedMetrics;
  /** Interval of the records. @default no records */
  recordsMs?: number;
}

/** The statsd input. */
export class StatsdInput extends ListeningInput<StatsdInputOptions> {
  readonly #metrics: StatsdMetrics;
  readonly #refusals: Complaints;
  readonly #batcher: Batcher;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StatsdInputOptions, protocols: readonly Protocol[] = ["udp", "tcp"]) {
    super("statsd", options, protocols);
    this.#metrics = new StatsdMetrics(options.counted);
    this.#refusals = new Complaints(options.logger);
    this.#batcher = new Batcher(options.target, (error) => {
      options.logger.error("%s: records are lost: %s", this.name, reasonOf(error));
    });
  }

  override get counts(): InputCounts {
    const dropped = { no_room: this.#metrics.dropped, lost: this.#batcher.lost };
    return { errors: super.counts.errors + this.#refusals.count, dropped };
  }

  override async start(): Promise<void> {
    await super.start();
    const { recordsMs } = this.options;
    if (recordsMs === undefined) return;
    this.#timer = setInterval(() => {
      this.#keep();
    }, recordsMs);
    this.#timer.unref();
  }

  protected override finish(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#timer !== undefined) this.#keep();
    return this.#batcher.flush();
  }

  protected override datagram(datagram: Buffer): void {
    this.#take(datagram.toString("utf8"));
  }

  protected async serve({ socket, hold }: Connection): Promise<void> {
    let rest = "";
    for await (const part of socket as AsyncIterable<Buffer>) {
      const text = rest + part.toString("latin1");
      const end = text.lastIndexOf("\n") + 1;
      if (end > 0) this.#take(Buffer.from(text.slice(0, end), "latin1").toString("utf8"), end);
      rest = text.slice(end);
      if (rest.length > statsdLineLengthMax) throw this.#tooLong();
      hold(rest.length);
    }
    if (rest !== "") this.#take(Buffer.from(rest, "latin1").toString("utf8"));
  }

  #tooLong(): CollectorError {
    const reason = `a line is longer than ${statsdLineLengthMax} bytes`;
    return new CollectorError("CW_COLLECTOR_SENDER", { input: this.name, reason });
  }

  // A datagram has a bound on its lines; what a connection sends at once has one already.
  #take(text: string, linesMax?: number): void {
    const { samples, refused } = parseStatsd(text, linesMax);
    for (const sample of samples) this.#metrics.add(sample);
    if (refused > 0) this.#refusals.warn("%s: %d of the lines received are no measurement", this.name, refused);
  }

  #keep(): void {
    const { defaults, zone } = this.options;
    for (const summary of this.#metrics.takeInterval()) {
      if (!this.#batcher.full) writeObject(recordOf(summary), defaults, zone, this.#batcher.writer);
    }
    void this.#batcher.flush();
  }
}

function recordOf({ name, type, tags, ...numbers }: StatsdSummary): Record<string, unknown> {
  const attributes = { "metric.name": name, "metric.type": type, ...numbers, ...tags };
  return { message: `${name} ${numbers.value}`, level: "info", attributes };
}
