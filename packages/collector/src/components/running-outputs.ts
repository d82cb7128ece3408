// The outputs that run: each with its delivery, and what of it changes when the configuration is read again.
import type { Logger } from "@cordwood/logging";
import type { Segment, Store } from "@cordwood/store";
import { isDeepStrictEqual } from "node:util";
import type { ConsumerOptions } from "../buffer/consumer.js";
import type { SegmentSource } from "../buffer/buffer-options.js";
import type { BufferConfig } from "../config/buffer-schema.js";
import { reloadStopMs } from "../limits.js";
import type { DeadLetters } from "../outputs/dead-letters.js";
import { createOutput, type OutputConfig } from "../outputs/definitions.js";
import { Delivery } from "../outputs/delivery.js";
import type { Output } from "../outputs/output.js";
import { Selection } from "../outputs/selection.js";
import { compileCondition } from "../processors/evaluate/condition.js";
import { consumerOf } from "./output-bounds.js";
import { type Assigned, type Plan, planChange } from "./plan.js";

/** What outputs need of the collector. */
export interface OutputsSurroundings {
  deadLetters: DeadLetters;
  logger: Logger;
  store?: Pick<Store, "insert">;
  /** Where copies of segments are made for outputs that do not get all of them. */
  selectedDirectory: string;
  /** Outputs that were made elsewhere; they stay as long as the collector. */
  given: readonly Output[];
}

/** Outputs of a new configuration, made but not started. */
export interface OutputsChange {
  plan: Plan<OutputConfig>;
  made: ReadonlyMap<string, Output>;
}

interface Running {
  config: OutputConfig | undefined;
  delivery: Delivery;
}

/** All outputs of a collector. */
export class RunningOutputs {
  readonly #surroundings: OutputsSurroundings;
  readonly #running = new Map<string, Running>();

  constructor(surroundings: OutputsSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Every delivery, in the order in which they were started. */
  get deliveries(): readonly Delivery[] {
    return [...this.#running.values()].map(({ delivery }) => delivery);
  }

  /** True when an output that works has not got everything: to wait for others is in vain. */
  get areBusy(): boolean {
    return this.deliveries.some((delivery) => delivery.healthy && delivery.isBusy);
  }

  /** Delivers to the output of that name once, beside what comes from the buffer; undefined when it does not run. */
  deliverTo(name: string): ((segment: Segment) => Promise<void>) | undefined {
    const delivery = this.#running.get(name)?.delivery;
    return delivery === undefined ? undefined : (segment) => delivery.deliverOnce(segment);
  }

  /** Makes the new outputs of a configuration; nothing has changed when it throws. */
  prepare(configs: readonly OutputConfig[]): OutputsChange {
    const { given, logger, store } = this.#surroundings;
    const running = new Map<string, OutputConfig>();
    for (const [id, { config }] of this.#running) if (config !== undefined) running.set(id, config);
    const needsStore = store !== undefined && !configs.some(({ type }) => type === "store");
    // At the end, where it changes nobody's place.
    const plan = planChange(needsStore ? [...configs, { type: "store" as const }] : configs, running, isSame);
    const surroundings = { logger, ...(store !== undefined && { store }) };
    for (const { config } of plan.started) if (config.when !== undefined) compileCondition(config.when);
    const made = new Map<string, Output>(this.#running.size === 0 ? given.map((output) => [output.name, output]) : []);
    try {
      for (const { id, config } of plan.started) made.set(id, createOutput(config, { ...surroundings, id }));
    } catch (error) {
      for (const output of made.values()) void output.close();
      throw error;
    }
    return { plan, made };
  }

  /** What the buffer must keep for the outputs of a configuration. */
  consumers({ plan }: OutputsChange, buffer: BufferConfig | undefined): ConsumerOptions[] {
    const given = this.#surroundings.given.map(({ name }) => consumerOf(name, {}, buffer));
    return [...plan.all.map(({ id, config }) => consumerOf(id, config.buffer, buffer)), ...given];
  }

  /** Stops what is no more or another one now; what is on its way is finished within a bound. */
  async stopChanged({ plan }: OutputsChange): Promise<void> {
    const stopped = plan.stopped.map(async (id) => {
      await this.#running.get(id)?.delivery.stop(reloadStopMs);
      this.#running.delete(id);
    });
    await Promise.all(stopped);
  }

  /** Starts what is new. The buffer must know it. */
  startChanged({ plan, made }: OutputsChange, source: SegmentSource): void {
    const configs = new Map(plan.all.map(({ id, config }) => [id, config]));
    for (const [id, running] of this.#running) running.config = configs.get(id);
    for (const [id, output] of made) this.#start({ id, config: configs.get(id) }, output, source);
  }

  /** Ends deliveries at once; what is not delivered stays in the buffer, which must be closed before. */
  async stop(): Promise<void> {
    await Promise.all(this.deliveries.map((delivery) => delivery.stop()));
  }

  #start({ id, config }: Assigned<OutputConfig | undefined>, output: Output, source: SegmentSource): void {
    const { deadLetters, logger, selectedDirectory } = this.#surroundings;
    const when = config?.when === undefined ? undefined : compileCondition(config.when);
    const selection = new Selection({ output: id, when, directory: selectedDirectory });
    const type = config?.type ?? output.name;
    const delivery = new Delivery({ source, output, type, selection, deadLetters, logger });
    this.#running.set(id, { config, delivery });
    delivery.start();
  }
}

// Other bounds need no other output.
function isSame(a: OutputConfig, b: OutputConfig): boolean {
  return isDeepStrictEqual({ ...a, buffer: undefined }, { ...b, buffer: undefined });
}
