// Keeps a stack trace with the line that it belongs to.
import { groupedLinesMax, groupedTextMax } from "../limits.js";
import { type TraceState, goesOn, stateBehind, stateOfStart } from "./continuation.js";

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
  #first = "";
  #rest: string[] = [];
  #lines = 0;
  #length = 0;
  #state: TraceState = "none";

  constructor(options: LineGrouperOptions = {}) {
    this.#linesMax = options.linesMax ?? groupedLinesMax;
    this.#textMax = options.textMax ?? groupedTextMax;
  }

  /** Lines in the record that is still open; 0 when none is. */
  get pendingLines(): number {
    return this.#lines;
  }

  /** Whether the line would be joined to the open record. */
  isContinuation(line: string): boolean {
    if (this.#lines === 0 || this.#lines >= this.#linesMax) return false;
    if (this.#length + line.length > this.#textMax) return false;
    return goesOn(line, this.#first, this.#lines, this.#state);
  }

  /**
   * Takes the next line (without its newline). Answers the record before it when this line starts a new one.
   * An empty line ends the open record unless a stack trace goes on over it; it never makes a record.
   */
  push(line: string): string | undefined {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (this.isContinuation(text)) {
      this.#rest.push(text);
      this.#state = stateBehind(this.#state, text);
      this.#lines++;
      this.#length += text.length + 1;
      return undefined;
    }
    const finished = this.flush();
    if (text !== "") this.#start(text);
    return finished;
  }

  #start(line: string): void {
    this.#first = line;
    this.#lines = 1;
    this.#length = line.length;
    this.#state = stateOfStart(line);
  }

  /** Answers the record that is still open, if any: at the end of the stream, or when it has been quiet. */
  flush(): string | undefined {
    if (this.#lines === 0) return undefined;
    const record = this.#lines === 1 ? this.#first : `${this.#first}\n${this.#rest.join("\n")}`.trimEnd();
    if (this.#lines > 1) this.#rest = [];
    this.#lines = 0;
    return record;
  }
}
