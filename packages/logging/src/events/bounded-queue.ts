/** First in, first out; takes no more than it may hold. */
export class BoundedQueue<T> {
  readonly #entriesMax: number;
  readonly #waitersMax: number;
  readonly #entries: T[] = [];
  readonly #waiters: { entry: T; taken: (accepted: boolean) => void }[] = [];

  /** @param waitersMax how many may wait for room; more are refused */
  constructor(entriesMax: number, waitersMax: number) {
    this.#entriesMax = entriesMax;
    this.#waitersMax = waitersMax;
  }

  get length(): number {
    return this.#entries.length + this.#waiters.length;
  }

  /** Resolves with true once the queue has taken the entry, with false at once when too many wait already. */
  push(entry: T): Promise<boolean> | boolean {
    if (this.#entries.length < this.#entriesMax) {
      this.#entries.push(entry);
      return true;
    }
    if (this.#waiters.length >= this.#waitersMax) return false;
    return new Promise((taken) => {
      this.#waiters.push({ entry, taken });
    });
  }

  /** The oldest entry; lets one who waits in. */
  shift(): T | undefined {
    const entry = this.#entries.shift();
    const next = this.#waiters.shift();
    if (next !== undefined) {
      this.#entries.push(next.entry);
      next.taken(true);
    }
    return entry;
  }
}
