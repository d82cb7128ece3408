import { ServerError } from "./errors.js";

/** Lets a bounded number of queries run at once and a bounded number wait. */
export class QueryGate {
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #refused = 0;

  constructor(atOnceMax: number, waitingMax: number) {
    this.#atOnceMax = atOnceMax;
    this.#waitingMax = waitingMax;
  }

  /** Queries that run now. */
  get running(): number {
    return this.#running;
  }

  /** Queries that wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Queries refused so far because too many waited. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Runs `query` when its turn has come.
   *
   * @throws ServerError `CW_SERVER_BUSY` when too many wait already; the reason of `signal` when the client has
   * left while it waited.
   */
  async run<T>(query: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const leave = await this.enter(signal);
    try {
      return await query();
    } finally {
      leave();
    }
  }

  /** Waits for a turn that lasts until the answered function is called. @throws as {@link run} does */
  async enter(signal: AbortSignal): Promise<() => void> {
    await this.#turn();
    let left = false;
    const leave = (): void => {
      if (!left) this.#next();
      left = true;
    };
    if (!signal.aborted) return leave;
    leave();
    throw signal.reason;
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#atOnceMax) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.#waitingMax) {
      this.#refused += 1;
      throw new ServerError("CW_SERVER_BUSY", { reason: `${this.#waiting.length} queries wait already` });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
