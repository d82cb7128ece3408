import { retentionEveryMs } from "../limits.js";

/** Runs `work` now and then every {@link retentionEveryMs}, never twice at once, until it is stopped. */
export class RetentionSchedule {
  readonly #work: () => Promise<unknown>;
  readonly #onProblem: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(work: () => Promise<unknown>, onProblem: (error: unknown) => void) {
    this.#work = work;
    this.#onProblem = onProblem;
    this.#timer = setInterval(() => this.#run(), retentionEveryMs);
    this.#timer.unref();
    this.#run();
  }

  /** Ends it; resolves when a run that is under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #run(): void {
    this.#running ??= this.#work()
      .then(() => undefined, this.#onProblem)
      .finally(() => {
        this.#running = undefined;
      });
  }
}
