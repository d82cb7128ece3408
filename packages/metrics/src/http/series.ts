import type { Exchange } from "./exchange.js";

/** The labels of HTTP requests. */
export type HttpLabels = Record<"method" | "route" | "code", string>;

/** The request that a bucket shows as an example of its kind. */
export interface TraceExemplar {
  labelSet: { trace_id: string };
  value: number;
  /** Seconds since the epoch. */
  timestamp: number;
}

/**
 * One method, route and code. Counts are kept here and handed to prom-client when somebody asks: labels looked up five times for each request cost
 * more than all the rest.
 */
export class Series {
  readonly labels: HttpLabels;
  /** What the access record says. */
  readonly message: string;
  /** Since somebody asked last. */
  requests = 0;
  received = 0;
  sent = 0;
  /** Durations in seconds, all together. */
  sum = 0;
  count = 0;
  /** Durations in each bucket, not in those below; the last is for what is above all bounds. */
  readonly inBucket: number[];
  readonly exemplars: (TraceExemplar | undefined)[];
  readonly #bounds: readonly number[];

  constructor(labels: HttpLabels, bounds: readonly number[]) {
    this.labels = labels;
    this.message = `${labels.method} ${labels.route} ${labels.code}`;
    this.#bounds = bounds;
    this.inBucket = Array.from({ length: bounds.length + 1 }, () => 0);
    this.exemplars = Array.from({ length: bounds.length + 1 }, () => undefined);
  }

  /** Counts a request that has ended. */
  add({ received, sent, seconds, context }: Exchange): void {
    this.requests += 1;
    this.received += received;
    this.sent += sent;
    const bucket = this.#observe(seconds);
    const { trace_id: traceId } = context;
    if (typeof traceId === "string")
      this.exemplars[bucket] = { labelSet: { trace_id: traceId }, value: seconds, timestamp: Date.now() / 1000 };
  }

  #observe(seconds: number): number {
    let bucket = 0;
    while (seconds > (this.#bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    this.inBucket[bucket] = (this.inBucket[bucket] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
    return bucket;
  }

  /** Forgets all durations. */
  resetDurations(): void {
    this.sum = 0;
    this.count = 0;
    this.inBucket.fill(0);
    this.exemplars.fill(undefined);
  }
}
