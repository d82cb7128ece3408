/** Runs `work` now and then every `everyMs`, never twice at once, until it is stopped. It keeps no process alive. */
export class PeriodicTask {
  readonly #work: () => Promise<unknown>;
  readonly #onProblem: ((error: unknown) => void) | undefined;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(work: () => Promise<unknown>, everyMs: number, onProblem: ((error: unknown) => void) | undefined) {
    this.#work = work;
    this.#onProblem = onProblem;
    this.#timer = setInterval(() => this.#run(), everyMs);
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
      .then(
        () => undefined,
        (error: unknown) => this.#onProblem?.(error),
      )
      .finally(() => {
        this.#running = undefined;
      });
  }
}
