// Carries segments from the buffer to one output: several at once, repeated with growing waits until the output has
// them, and set aside with the reason when it refuses them for good.
import { access } from "node:fs/promises";
import type { Logger } from "@cordwood/logging";
import { Latency, type Segment } from "@cordwood/store";
import type { SegmentSource } from "../buffer/buffer-options.js";
import type { SealedSegment } from "../buffer/consumer.js";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { reasonOf, systemCodeOf } from "../errors.js";
import { Health } from "../health.js";
import { latencyBoundsSeconds, retryMsMax, retryMsMin } from "../limits.js";
import { pause } from "../pause.js";
import type { DeadLetters } from "./dead-letters.js";
import { RefusedError, type Output } from "./output.js";
import { RefusalReport } from "./refusal-report.js";
import type { Selection } from "./selection.js";
import { Slots } from "./slots.js";

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
  /** @default the output's name without its number */
  type?: string;
  /** Which records it gets. @default all */
  selection?: Pick<Selection, "of">;
  deadLetters: Pick<DeadLetters, "keep">;
  logger: Logger;
}

const everything: Pick<Selection, "of"> = {
  of: (segment) => Promise.resolve({ segment, discard: () => Promise.resolve() }),
};

/** The delivery to one output. */
export class Delivery {
  readonly counts: DeliveryCounts = { sentRecords: 0, refusedRecords: 0, retries: 0 };
  readonly #options: DeliveryOptions;
  readonly #selection: Pick<Selection, "of">;
  /** Aborts when no further segment is to be taken, and no further try made. */
  readonly #stopping = new AbortController();
  /** Aborts what is on its way. */
  readonly #abort = new AbortController();
  readonly #latency = new Latency(latencyBoundsSeconds);
  readonly #health: Health;
  readonly #slots: Slots;
  readonly #refusals: RefusalReport;
  /** Segments that wait and have something for the output. */
  readonly #kept = new Set<string>();
  #isPassing = false;
  #workers: Promise<void>[] = [];

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#selection = options.selection ?? everything;
    const { output, source, logger } = options;
    this.#slots = new Slots(output.concurrency);
    this.#refusals = new RefusalReport(output.name, logger);
    this.#health = new Health(output.name, logger, () => {
      const { bytes, segments } = source.heldFor(output.name);
      return `; ${segments} segments (${bytes} bytes) wait for it`;
    });
  }

  /** The output's name. */
  get name(): string {
    return this.#options.output.name;
  }

  /** False while the output does not take what it is sent. */
  get healthy(): boolean {
    return this.#health.ok;
  }

  /** True when there is something in the buffer for the output, or on its way to it. */
  get isBusy(): boolean {
    return this.#options.source.heldFor(this.name).segments > 0;
  }

  /** The numbers of the output as a component. */
  component(): ComponentSnapshot {
    const { output, source, type = output.name.replace(/\.\d+$/, "") } = this.#options;
    const { sentRecords, refusedRecords, retries } = this.counts;
    const { bytes, segments, bytesMax } = source.heldFor(output.name);
    return {
      id: output.name,
      kind: "output",
      type,
      receivedRecords: sentRecords + refusedRecords,
      sentRecords,
      dropped: { refused: refusedRecords },
      errors: retries + refusedRecords,
      retries,
      bufferBytes: bytes,
      bufferBytesMax: bytesMax,
      bufferSegments: segments,
      healthy: this.healthy,
      latency: this.#latency.facts(),
    };
  }

  /** Delivers records that are not in the buffer, without repeating what fails. @throws what the output throws */
  deliverOnce(segment: Segment): Promise<void> {
    return this.#slots.use(() => this.#options.output.deliver(segment, this.#abort.signal));
  }

  /** Begins to deliver. */
  start(): void {
    this.#options.output.start?.();
    this.#workers = Array.from({ length: this.#options.output.concurrency }, () => this.#work());
  }

  /** Takes no more segments, lets those on their way end within `graceMs`, and closes the output. */
  async stop(graceMs = 0): Promise<void> {
    this.#stopping.abort();
    const timer = setTimeout(() => {
      this.#abort.abort();
    }, graceMs);
    if (graceMs === 0) this.#abort.abort();
    await Promise.all(this.#workers);
    clearTimeout(timer);
    this.#health.close();
    this.#refusals.close();
    await this.#options.output.close();
  }

  async #work(): Promise<void> {
    const { source, output } = this.#options;
    while (!this.#stopping.signal.aborted) {
      const segment = await source.next(output.name, this.#stopping.signal);
      if (segment === undefined) return;
      const outcome = await this.#deliver(segment);
      if (outcome === "delivered") await source.delivered(output.name, segment);
      else if (outcome === "stopped") source.release(output.name, segment);
    }
  }

  async #deliver(segment: SealedSegment): Promise<"delivered" | "dropped" | "stopped"> {
    for (let tries = 0; ; tries += 1) {
      try {
        await this.#attempt(segment);
        this.#health.works();
        return "delivered";
      } catch (error) {
        if (this.#stopping.signal.aborted) return "stopped";
        this.#failed(error);
        if (await this.#isGivenUp(segment)) return "dropped";
        await this.#passOver();
        await pause(retryWaitMs(tries), this.#stopping.signal);
        if (this.#stopping.signal.aborted) return "stopped";
      }
    }
  }

  async #isGivenUp(segment: SealedSegment): Promise<boolean> {
    const { source, output, logger } = this.#options;
    const isLost = await isMissing(segment.path);
    if (isLost) logger.critical("the buffer's file %s is gone, %s will not get it", segment.path, output.name);
    if (!isLost && !source.isAged(output.name, segment)) return false;
    await source.drop(output.name, segment, isLost ? "lost" : "age");
    return true;
  }

  // While the target is away, segments without anything for it need not be kept for it.
  async #passOver(): Promise<void> {
    const { source, output, selection } = this.#options;
    if (selection === undefined || this.#isPassing) return;
    this.#isPassing = true;
    for (const segment of source.waiting(output.name)) {
      if (this.#stopping.signal.aborted) break;
      if (this.#kept.has(segment.chunk)) continue;
      if (await this.#isEmpty(segment)) await source.pass(output.name, segment);
      else this.#kept.add(segment.chunk);
    }
    this.#isPassing = false;
  }

  async #isEmpty(segment: SealedSegment): Promise<boolean> {
    try {
      const selected = await this.#selection.of(segment);
      await selected.discard();
      return selected.segment.records === 0;
    } catch {
      // What cannot be read or copied now is looked at when its turn comes.
      return false;
    }
  }

  async #attempt(segment: SealedSegment): Promise<void> {
    this.#kept.delete(segment.chunk);
    const selected = await this.#selection.of(segment);
    try {
      if (selected.segment.records > 0) await this.#hand(selected.segment);
    } finally {
      await selected.discard();
    }
  }

  async #hand(segment: Segment): Promise<void> {
    const { signal } = this.#abort;
    const startedMs = performance.now();
    try {
      await this.deliverOnce(segment);
    } catch (error) {
      if (!(error instanceof RefusedError) || signal.aborted) throw error;
      await this.#setAside(segment, error);
      return;
    }
    this.#refusals.taken();
    this.counts.sentRecords += segment.records;
    this.#latency.add(performance.now() - startedMs);
  }

  // The target has taken the others, so only the keeping is repeated.
  async #setAside(segment: Segment, refusal: RefusedError): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await this.#keep(segment, refusal);
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted) throw error;
        this.#failed(error);
        await pause(retryWaitMs(tries), this.#stopping.signal);
      }
    }
  }

  async #keep(segment: Segment, refusal: RefusedError): Promise<void> {
    const { output, deadLetters } = this.#options;
    const refused = refusal.lines?.length ?? segment.records;
    const path = await deadLetters.keep(segment, output.name, refusal);
    this.counts.sentRecords += segment.records - refused;
    this.counts.refusedRecords += refused;
    this.#refusals.refused(refused, refusal.message, path);
  }

  #failed(error: unknown): void {
    this.counts.retries += 1;
    this.#health.failed(reasonOf(error));
  }
}

/** Wait before try `tries` + 1: doubled each time up to a bound, with up to half of it taken off at random. */
export function retryWaitMs(tries: number, random: number = Math.random()): number {
  const full = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(tries, 30));
  return full * (1 - random / 2);
}

function isMissing(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: unknown) => systemCodeOf(error) === "ENOENT",
  );
}
