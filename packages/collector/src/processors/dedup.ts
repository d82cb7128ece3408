import { z } from "zod";
import { dedupWindowSeconds } from "../limits.js";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { keyOf, KeyedStates } from "./keyed-states.js";
import type { ProcessorDefinition, ProcessorSurroundings } from "./processor-definition.js";
import type { ProcessedRecord, Processor } from "./processor.js";
import { DueSummaries, summarised, type SummarisedFields, summaryRecord } from "./summary-record.js";

/** Keeps one of the records that are the same. */
export interface DedupConfig extends CommonProcessorConfig {
  type: "dedup";
  by?: string[] | undefined;
  window_s?: number | undefined;
  summary?: boolean | undefined;
}

/** The records of one key since the first of its window. */
interface Repeats {
  untilMs: number;
  count: number;
  firstMs: number;
  lastMs: number;
  example: SummarisedFields;
}

class Dedup implements Processor {
  readonly type = "dedup";
  readonly decides = true;
  readonly reason = "duplicate";
  readonly #surroundings: ProcessorSurroundings;
  readonly #by: readonly string[];
  readonly #windowMs: number;
  readonly #tells: boolean;
  readonly #repeats: KeyedStates<Repeats>;
  readonly #due = new DueSummaries();

  constructor(config: DedupConfig, surroundings: ProcessorSurroundings) {
    this.#surroundings = surroundings;
    this.#by = config.by ?? ["service", "host", "level", "message"];
    this.#windowMs = (config.window_s ?? dedupWindowSeconds) * 1000;
    this.#tells = config.summary !== false;
    this.#repeats = new KeyedStates((repeats) => this.#end(repeats));
  }

  process(record: ProcessedRecord): ProcessedRecord | undefined {
    const now = this.#surroundings.nowMs();
    const key = keyOf(record, this.#by);
    const known = this.#repeats.peek(key);
    if (known !== undefined && now < known.untilMs && now >= known.firstMs) {
      known.count += 1;
      known.lastMs = now;
      return undefined;
    }
    if (known !== undefined) {
      this.#repeats.delete(key);
      this.#end(known);
    }
    const window = { untilMs: now + this.#windowMs, count: 0, firstMs: now, lastMs: now };
    this.#repeats.get(key, () => ({ ...window, example: summarised(record) }));
    return record;
  }

  flush(nowMs: number): ProcessedRecord[] {
    for (const [key, repeats] of this.#repeats.entries()) {
      // Windows are equally long, so the others end later.
      if (nowMs < repeats.untilMs) break;
      this.#repeats.delete(key);
      this.#end(repeats);
    }
    return this.#due.take();
  }

  #end({ count, firstMs, lastMs, example }: Repeats): void {
    if (count === 0 || !this.#tells) return;
    this.#due.add(() =>
      summaryRecord(example, lastMs, {
        "dedup.count": String(count),
        "dedup.first_time": new Date(firstMs).toISOString(),
        "dedup.last_time": new Date(lastMs).toISOString(),
        "dedup.processor": this.#surroundings.id,
      }),
    );
  }
}

/** The dedup processor as a plugin. */
export const dedupProcessor: ProcessorDefinition<DedupConfig> = {
  type: "dedup",
  schema: z.strictObject({
    type: z.literal("dedup"),
    ...commonProcessorShape,
    by: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Records with the same values of these fields are the same. @default service, host, level, message"),
    window_s: z
      .number()
      .positive()
      .max(86_400)
      .optional()
      .describe("After one that is kept, the same are dropped for this long. @default 60"),
    summary: z
      .boolean()
      .optional()
      .describe("When the window ends a record tells how many were dropped, and when. @default true"),
  }),
  create: (config, surroundings) => new Dedup(config, surroundings),
};
