import { z } from "zod";
import { summaryMs } from "../limits.js";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { keyOf, KeyedStates } from "./keyed-states.js";
import type { ProcessorDefinition, ProcessorSurroundings } from "./processor-definition.js";
import type { ProcessedRecord, Processor } from "./processor.js";
import { DueSummaries, summarised, type SummarisedFields, summaryRecord } from "./summary-record.js";

/** Drops what comes too often. */
export interface ThrottleConfig extends CommonProcessorConfig {
  type: "throttle";
  per_second: number;
  burst?: number | undefined;
  by?: string[] | undefined;
  summary?: boolean | undefined;
}

/** What is left of one key's budget, and what was held back. */
interface Budget {
  left: number;
  atMs: number;
  heldBack: number;
  sinceMs: number;
  example: SummarisedFields | undefined;
}

class Throttle implements Processor {
  readonly type = "throttle";
  readonly decides = true;
  readonly reason = "throttled";
  readonly #config: ThrottleConfig;
  readonly #surroundings: ProcessorSurroundings;
  readonly #burst: number;
  readonly #budgets: KeyedStates<Budget>;
  readonly #due = new DueSummaries();

  constructor(config: ThrottleConfig, surroundings: ProcessorSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
    this.#burst = Math.max(1, config.burst ?? config.per_second);
    this.#budgets = new KeyedStates((budget) => this.#summarise(budget, surroundings.nowMs()));
  }

  process(record: ProcessedRecord): ProcessedRecord | undefined {
    const now = this.#surroundings.nowMs();
    const budget = this.#budgets.get(keyOf(record, this.#config.by ?? []), () => this.#fresh(now));
    // A clock that was put back gives nothing, and takes nothing.
    const passedMs = Math.max(0, now - budget.atMs);
    budget.left = Math.min(this.#burst, budget.left + (passedMs / 1000) * this.#config.per_second);
    budget.atMs = now;
    if (budget.left >= 1) {
      budget.left -= 1;
      return record;
    }
    if (budget.heldBack === 0) budget.sinceMs = now;
    budget.heldBack += 1;
    budget.example ??= summarised(record);
    return undefined;
  }

  #fresh(now: number): Budget {
    return { left: this.#burst, atMs: now, heldBack: 0, sinceMs: now, example: undefined };
  }

  flush(nowMs: number): ProcessedRecord[] {
    for (const [, budget] of this.#budgets.entries()) {
      if (budget.heldBack > 0 && nowMs - budget.sinceMs >= summaryMs) this.#summarise(budget, nowMs);
    }
    return this.#due.take();
  }

  #summarise(budget: Budget, nowMs: number): void {
    const { heldBack, example } = budget;
    budget.heldBack = 0;
    budget.example = undefined;
    if (this.#config.summary === false || example === undefined) return;
    const endMs = Number.isFinite(nowMs) ? nowMs : this.#surroundings.nowMs();
    const message = `held back ${heldBack} records like this: ${example.message}`;
    this.#due.add(() =>
      summaryRecord({ ...example, message }, endMs, {
        "throttle.held_back": String(heldBack),
        "throttle.processor": this.#surroundings.id,
        "throttle.since": new Date(budget.sinceMs).toISOString(),
      }),
    );
  }
}

/** The throttle processor as a plugin. */
export const throttleProcessor: ProcessorDefinition<ThrottleConfig> = {
  type: "throttle",
  schema: z.strictObject({
    type: z.literal("throttle"),
    ...commonProcessorShape,
    per_second: z.number().positive().describe("Records that pass in each second; the others are dropped and counted."),
    burst: z.number().min(1).optional().describe("Records that pass at once after a pause. @default per_second"),
    by: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Each value of these fields has its own budget. @default all records together"),
    summary: z
      .boolean()
      .optional()
      .describe("A record tells every ten seconds how many were held back, with one as an example. @default true"),
  }),
  create: (config, surroundings) => new Throttle(config, surroundings),
};
