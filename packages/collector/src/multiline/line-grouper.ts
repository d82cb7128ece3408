// Keeps a stack trace with the line that it belongs to.
import { groupedLinesMax, groupedTextMax } from "../limits.js";

/** Bounds of one group; when one is reached the group ends and the next line starts another. */
export interface LineGrouperOptions {
  /** @default groupedLinesMax */
  linesMax?: number;
  /** In UTF-16 units. @default groupedTextMax */
  textMax?: number;
}

/** Collects the lines of one stream into records. */
export class LineGrouper {
  readonly #linesMax: number;
  readonly #textMax: number;
  #lines: string[] = [];
  #length = 0;

  constructor(options: LineGrouperOptions = {}) {
    this.#linesMax = options.linesMax ?? groupedLinesMax;
    this.#textMax = options.textMax ?? groupedTextMax;
  }

  /** Lines in the record that is still open. */
  get pendingLines(): number {
    return this.#lines.length;
  }

  /** Whether the line would be joined to the open record. */
  isContinuation(line: string): boolean {
    if (this.#lines.length === 0 || this.#lines.length >= this.#linesMax) return false;
    if (this.#length + line.length > this.#textMax) return false;
    return /^\s/.test(line);
  }

  /** Takes the next line (without its newline). Answers the record before it when this line starts a new one. */
  push(line: string): string | undefined {
    const finished = this.isContinuation(line) ? undefined : this.flush();
    this.#lines.push(line);
    this.#length += line.length + 1;
    return finished;
  }

  /** Answers the record that is still open, if any: at the end of the stream, or when it has been quiet. */
  flush(): string | undefined {
    if (this.#lines.length === 0) return undefined;
    const record = this.#lines.join("\n");
    this.#lines = [];
    this.#length = 0;
    return record;
  }
}
