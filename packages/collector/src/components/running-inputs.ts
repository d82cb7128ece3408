// The inputs that run, and what of them changes when the configuration is read again.
import type { Logger } from "@cordwood/logging";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { reasonOf } from "../errors.js";
import { createInput, type InputConfig } from "../inputs/definitions.js";
import type { InputSurroundings } from "../inputs/input-definition.js";
import type { Input } from "../inputs/input.js";
import type { CountedTarget } from "./counted-target.js";
import { type Plan, planChange } from "./plan.js";

/** Inputs of a new configuration, made but not started. */
export interface InputsChange {
  plan: Plan<InputConfig>;
  made: readonly Running[];
}

interface Running {
  id: string;
  config: InputConfig;
  input: Input;
  target: CountedTarget;
}

/** What inputs need of the collector. */
export interface InputsSurroundings extends Omit<InputSurroundings, "id" | "target"> {
  logger: Logger;
  /** Counts what the input `id` hands on; the same one when it is started anew. */
  target: (id: string) => CountedTarget;
}

/** All inputs of a collector. */
export class RunningInputs {
  readonly #surroundings: InputsSurroundings;
  readonly #running = new Map<string, Running>();
  /** Those that a changed configuration names and that could not be started. */
  readonly #broken = new Map<string, Running>();

  constructor(surroundings: InputsSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Makes the new inputs of a configuration; nothing has changed when it throws. */
  prepare(configs: readonly InputConfig[]): InputsChange {
    const running = new Map([...this.#running].map(([id, { config }]) => [id, config]));
    const plan = planChange(configs, running);
    return { plan, made: plan.started.map(({ id, config }) => this.#make(id, config)) };
  }

  /** Starts the first inputs. @throws CollectorError `CW_COLLECTOR_LISTEN` */
  async start({ made }: InputsChange): Promise<void> {
    for (const running of made) {
      this.#running.set(running.id, running);
      await running.input.start();
    }
  }

  /**
   * Stops what is no more or another one now, and starts what is new. What cannot be started is said; where another
   * one ran before, that is started again.
   */
  async change({ plan, made }: InputsChange): Promise<void> {
    const before = new Map([...this.#running].filter(([id]) => plan.stopped.includes(id)));
    await Promise.all([...before.values()].map(({ input }) => input.stop()));
    for (const id of plan.stopped) this.#running.delete(id);
    this.#broken.clear();
    for (const running of made) {
      if (await this.#tryStart(running)) continue;
      await this.#goBack(before.get(running.id));
      if (!this.#running.has(running.id)) this.#broken.set(running.id, running);
    }
  }

  /** Receives no more; resolves when what was received is durable or given up. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ input }) => input.stop()));
  }

  /** The inputs as components. */
  components(): ComponentSnapshot[] {
    return [...this.#running.values(), ...this.#broken.values()].map(({ id, config, input, target }) => ({
      id,
      kind: "input",
      type: config.type,
      receivedRecords: target.records,
      receivedBytes: target.bytes,
      sentRecords: target.records,
      dropped: { ...input.counts?.dropped },
      errors: input.counts?.errors ?? 0,
      healthy: input.failing === undefined && !this.#broken.has(id),
    }));
  }

  #make(id: string, config: InputConfig): Running {
    const target = this.#surroundings.target(id);
    return { id, config, target, input: createInput(config, { ...this.#surroundings, id, target }) };
  }

  async #tryStart(running: Running): Promise<boolean> {
    try {
      await running.input.start();
      this.#running.set(running.id, running);
      return true;
    } catch (error) {
      this.#surroundings.logger.error("cannot start the input %s: %s", running.id, reasonOf(error));
      return false;
    }
  }

  async #goBack(before: Running | undefined): Promise<void> {
    if (before === undefined) return;
    const again = this.#make(before.id, before.config);
    if (await this.#tryStart(again)) {
      this.#surroundings.logger.warning("the input %s runs on as it was configured before", before.id);
    }
  }
}
