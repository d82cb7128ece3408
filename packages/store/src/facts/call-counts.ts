import { QueryError } from "../query/index.js";
import { StoreError } from "../errors.js";
import { latencyBoundsS } from "../limits.js";
import { Latency, type LatencyFacts } from "./latency.js";

/** What calls of one kind came to. */
export interface CallFacts {
  running: number;
  /** Calls that ended well; how long they took. */
  latency: LatencyFacts;
  /** Calls that failed, by the code of their error; `cancelled` for those whose caller gave up. */
  failures: Readonly<Record<string, number>>;
}

interface Calls {
  running: number;
  readonly latency: Latency;
  readonly failures: Map<string, number>;
}

/** The errors that are counted apart are those of the two catalogues, so their number is bounded. */
function codeOf(error: unknown): string {
  if (error instanceof StoreError || error instanceof QueryError) return error.code;
  return error instanceof Error && error.name === "AbortError" ? "cancelled" : "CW_STORE_ENGINE";
}

/** Counts calls by kind, and times them. */
export class CallCounts<Kind extends string> {
  readonly #calls = new Map<Kind, Calls>();

  constructor(kinds: readonly Kind[]) {
    for (const kind of kinds)
      this.#calls.set(kind, { running: 0, latency: new Latency(latencyBoundsS), failures: new Map() });
  }

  /** Runs `work` as a call of this kind. */
  async run<T>(kind: Kind, work: () => Promise<T>): Promise<T> {
    const calls = this.#calls.get(kind);
    if (calls === undefined) return work();
    const startedMs = performance.now();
    calls.running += 1;
    try {
      const result = await work();
      calls.latency.add(performance.now() - startedMs);
      return result;
    } catch (error) {
      const code = codeOf(error);
      calls.failures.set(code, (calls.failures.get(code) ?? 0) + 1);
      throw error;
    } finally {
      calls.running -= 1;
    }
  }

  /** The numbers of now, by kind. */
  facts(): Record<Kind, CallFacts> {
    const all = [...this.#calls].map(([kind, { running, latency, failures }]) => {
      return [kind, { running, latency: latency.facts(), failures: Object.fromEntries(failures) }] as const;
    });
    return Object.fromEntries(all) as Record<Kind, CallFacts>;
  }
}
