/** Things that were started, closed in the opposite order. */
export class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  /** Remembers how to close what was just started. */
  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** Closes all, even when one fails. @throws the first failure */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
