import type { Row } from "@cordwood/store";

/** Rows for one reader of a live tail: bounded, the oldest go first when it is full, and are counted. */
export class RowQueue {
  readonly #rowsMax: number;
  #rows: Row[] = [];
  #dropped = 0;
  #wake: (() => void) | undefined;

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  /** Adds rows; answers how many had to go. */
  push(rows: readonly Row[]): number {
    const all = this.#rows.length === 0 ? [...rows] : this.#rows.concat(rows);
    const excess = Math.max(0, all.length - this.#rowsMax);
    this.#rows = excess === 0 ? all : all.slice(excess);
    this.#dropped += excess;
    this.wake();
    return excess;
  }

  /** Takes up to so many rows, and the count of those dropped since the last time. */
  take(rowsMax: number): { rows: Row[]; dropped: number } {
    const rows = this.#rows.splice(0, rowsMax);
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { rows, dropped };
  }

  /** Resolves when there is something to take, when {@link wake} is called, or after so long. */
  async ready(timeoutMs: number): Promise<void> {
    if (this.#rows.length > 0 || this.#dropped > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Ends a wait. */
  wake(): void {
    this.#wake?.();
  }
}
