// The store as an output. What the engine cannot read however often it is tried goes to the dead letters, so that one
// poisoned segment does not stay for ever.
import type { Segment, Store } from "@cordwood/store";
import { z } from "zod";
import { crashPoint } from "../crash-point.js";
import { CollectorError, reasonOf, systemCodeOf } from "../errors.js";
import { deliveriesRememberedMax, poisonOthersMin, poisonTriesMin } from "../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "./output-options.js";
import type { OutputDefinition } from "./output-definition.js";
import { RefusedError, type Output } from "./output.js";

/** Options of the store as an output. */
export interface StoreConfig extends CommonOutputConfig {
  type: "store";
}

/** What is known of a segment that the store did not take. */
interface Trouble {
  tries: number;
  /** Segments that it had taken when this one first failed. */
  takenBefore: number;
}

// ClickHouse's ErrorCodes.cpp: the input cannot be parsed, converted or put into the columns.
const unreadable = new Set("6 25 26 27 33 38 41 53 69 70 72 117 130 157 349 636".split(" "));

// ClickHouse's ErrorCodes.cpp: time, memory, disk, too many parts, network, replicas and keeper. They pass.
const passing = new Set("159 160 202 203 209 210 225 236 241 242 243 252 279 285 286 319 394 439 999".split(" "));

/** Makes segments searchable. The store drops a chunk that it has already, so a repeated delivery changes nothing. */
export class StoreOutput implements Output {
  readonly name: string;
  readonly concurrency = 4;
  readonly #store: Pick<Store, "insert">;
  readonly #trouble = new Map<string, Trouble>();
  #taken = 0;

  constructor(store: Pick<Store, "insert">, name = "store") {
    this.name = name;
    this.#store = store;
  }

  async deliver(segment: Segment): Promise<void> {
    crashPoint("buffer.insert.before");
    try {
      await this.#store.insert(segment);
    } catch (error) {
      throw this.#isPoison(segment, error) ? new RefusedError(reasonOf(error), { cause: error }) : error;
    }
    this.#taken += 1;
    this.#trouble.delete(segment.chunk);
    crashPoint("buffer.insert.after");
  }

  // The store belongs to whoever made it.
  async close(): Promise<void> {}

  #isPoison({ chunk }: Segment, error: unknown): boolean {
    const code = engineCodeOf(error);
    if (unreadable.has(code)) return true;
    if (code === "" || passing.has(code)) return false;
    const trouble = this.#trouble.get(chunk) ?? { tries: 0, takenBefore: this.#taken };
    trouble.tries += 1;
    this.#trouble.set(chunk, trouble);
    // Segments that were dropped while they waited are never finished.
    const [oldest] = this.#trouble.keys();
    if (this.#trouble.size > deliveriesRememberedMax && oldest !== undefined) this.#trouble.delete(oldest);
    const poison = trouble.tries >= poisonTriesMin && this.#taken - trouble.takenBefore >= poisonOthersMin;
    if (poison) this.#trouble.delete(chunk);
    return poison;
  }
}

/** The store as a plugin; a pipeline that does not name it has it all the same. */
export const storeOutput: OutputDefinition<StoreConfig> = {
  type: "store",
  schema: z.strictObject({ type: z.literal("store"), ...commonOutputShape }),
  create: (_config, { id, store }) => {
    if (store !== undefined) return new StoreOutput(store, id);
    const reason = "an agent has no store; send to one with an output of type http";
    throw new CollectorError("CW_COLLECTOR_OUTPUT", { output: id, reason });
  },
};

// The number that ClickHouse gave an error, or nothing: a connection that failed has a system code.
function engineCodeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = systemCodeOf(cause);
  return /^\d+$/.test(code) ? code : "";
}
