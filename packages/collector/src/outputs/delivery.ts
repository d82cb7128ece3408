// Carries segments from the buffer to one output: several at once, repeated with growing waits until the output has
// them, and set aside with the reason when it refuses them for good.
import type { Segment } from "@cordwood/store";
import type { SegmentSource } from "../buffer/buffer-options.js";
import type { Logger } from "@cordwood/logging";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { reasonOf } from "../errors.js";
import { Latency } from "../latency.js";
import { retryMsMax, retryMsMin } from "../limits.js";
import type { DeadLetters } from "./dead-letters.js";
import { RefusedError, type Output } from "./output.js";

/** Counts of one delivery. */
export interface DeliveryCounts {
  sentRecords: number;
  refusedRecords: number;
  retries: number;
}

/** How segments reach an output. */
export interface DeliveryOptions {
  source: SegmentSource;
  output: Output;
  deadLetters: DeadLetters;
  logger: Logger;
}

/** The delivery to one output. */
export class Delivery {
  readonly counts: DeliveryCounts = { sentRecords: 0, refusedRecords: 0, retries: 0 };
  readonly #options: DeliveryOptions;
  readonly #abort = new AbortController();
  #workers: Promise<void>[] = [];
  readonly #latency = new Latency();
  #healthy = true;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** False while the output does not take what it is sent. */
  get healthy(): boolean {
    return this.#healthy;
  }

  /** The numbers of the output as a component. */
  component(): ComponentSnapshot {
    const { sentRecords, refusedRecords, retries } = this.counts;
    return {
      id: this.#options.output.name,
      kind: "output",
      type: this.#options.output.name.replace(/\.\d+$/, ""),
      receivedRecords: sentRecords + refusedRecords,
      sentRecords,
      dropped: { refused: refusedRecords },
      errors: retries + refusedRecords,
      retries,
      healthy: this.#healthy,
      latency: this.#latency.snapshot(),
    };
  }

  /** Begins to deliver. */
  start(): void {
    this.#workers = Array.from({ length: this.#options.output.concurrency }, () => this.#work());
  }

  /** Gives up retries; what is not delivered stays in the buffer. The source must be closed before. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#workers);
    await this.#options.output.close();
  }

  async #work(): Promise<void> {
    const { source, output } = this.#options;
    while (!this.#abort.signal.aborted) {
      const segment = await source.next(output.name);
      if (segment === undefined || !(await this.#deliver(segment))) return;
      await source.delivered(output.name, segment);
    }
  }

  // False when it was given up because the collector stops.
  async #deliver(segment: Segment): Promise<boolean> {
    const { signal } = this.#abort;
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        const startedMs = performance.now();
        await this.#options.output.deliver(segment, signal);
        this.#latency.add(performance.now() - startedMs);
        this.counts.sentRecords += segment.records;
        this.#recovered();
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (error instanceof RefusedError) return this.#setAside(segment, error);
        this.#failed(error, tries);
        await wait(retryWaitMs(tries), signal);
      }
    }
    return false;
  }

  async #setAside(segment: Segment, error: RefusedError): Promise<boolean> {
    const { output, deadLetters, logger } = this.#options;
    const path = await deadLetters.keep(segment, output.name, error.message);
    this.counts.refusedRecords += segment.records;
    logger.error(
      "%s refused %d records for good: %s; they are in %s",
      output.name,
      segment.records,
      error.message,
      path,
    );
    return true;
  }

  #failed(error: unknown, tries: number): void {
    this.counts.retries += 1;
    if (tries > 0 || !this.#healthy) return;
    this.#healthy = false;
    this.#options.logger.warning("cannot deliver to %s, trying again: %s", this.#options.output.name, reasonOf(error));
  }

  #recovered(): void {
    if (this.#healthy) return;
    this.#healthy = true;
    this.#options.logger.info("%s takes records again", this.#options.output.name);
  }
}

/** Wait before try `tries` + 1: doubled each time up to a bound, with up to half of it taken off at random. */
export function retryWaitMs(tries: number, random: number = Math.random()): number {
  const full = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(tries, 30));
  return full * (1 - random / 2);
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
