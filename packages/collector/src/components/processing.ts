// The processors that run. Other ones take their place between two batches.
import { isDeepStrictEqual } from "node:util";
import type { Batch } from "../buffer/append-queue.js";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { componentId } from "../config/component-name.js";
import type { InputTarget } from "../inputs/input.js";
import type { CountedDraft, CountedMetrics } from "../processors/counted-metrics.js";
import { createProcessor, type ProcessorConfig } from "../processors/definitions.js";
import { ProcessingTarget } from "../processors/processing-target.js";
import type { ProcessorSurroundings } from "../processors/processor-definition.js";

/** Processors of a new configuration, made but not used yet; undefined when they are the same as before. */
export type ProcessingChange =
  | { configs: readonly ProcessorConfig[]; target: ProcessingTarget | undefined; counted: CountedDraft }
  | undefined;

/** What all processors of a pipeline share. */
export interface ProcessingSurroundings extends Omit<ProcessorSurroundings, "id" | "counted"> {
  counted: CountedMetrics;
}

/** The way from the inputs to the buffer. */
export class Processing implements InputTarget {
  readonly #buffer: InputTarget;
  readonly #surroundings: ProcessingSurroundings;
  #configs: readonly ProcessorConfig[] = [];
  #current: ProcessingTarget | undefined;
  #routes = false;

  constructor(buffer: InputTarget, surroundings: ProcessingSurroundings) {
    this.#buffer = buffer;
    this.#surroundings = surroundings;
  }

  /** True when lines may say where they go: what old processors hold may come after they are gone. */
  get routes(): boolean {
    return this.#routes;
  }

  /** Records dropped so far, by the type of the processor. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#current?.dropped ?? new Map<string, number>();
  }

  /** Makes the processors of a configuration; nothing has changed when it throws. */
  prepare(configs: readonly ProcessorConfig[]): ProcessingChange {
    if (isDeepStrictEqual(configs, this.#configs)) return undefined;
    const counted = this.#surroundings.counted.draft();
    const made = configs.map((config, index) => {
      const id = componentId(config, index);
      return { id, processor: createProcessor(config, { ...this.#surroundings, counted, id }) };
    });
    if (made.length === 0) return { configs, target: undefined, counted };
    return { configs, target: new ProcessingTarget(this.#buffer, made, this.#surroundings), counted };
  }

  /** The next batch goes through the new processors; what the old ones hold goes on at once. */
  change(change: ProcessingChange): void {
    if (change === undefined) return;
    void this.stop();
    this.#configs = change.configs;
    this.#routes ||= change.configs.some(({ type }) => type === "route");
    this.#current = change.target;
    change.counted.commit();
  }

  /** Takes on all that processors hold. Resolves when it is in the buffer or given up. */
  async stop(): Promise<void> {
    await this.#current?.stop();
  }

  append(batch: Batch, waitMs?: number): Promise<void> {
    return (this.#current ?? this.#buffer).append(batch, waitMs);
  }

  /** The processors as components. */
  components(): ComponentSnapshot[] {
    return this.#current?.components() ?? [];
  }
}
