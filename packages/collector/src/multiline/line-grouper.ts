// Keeps a stack trace with the line that it belongs to, and joins the parts into which container engines cut lines.
import { groupedLinesMax, groupedTextMax } from "../limits.js";
import { type WrappedLine, unwrapLine, wrapLine } from "../parsers/container.js";
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
  /** The wrapping of the record's first line, where a container engine wrote it. */
  #wrapping: WrappedLine | undefined;
  /** The last line goes on without a newline. */
  #partial = false;

  constructor(options: LineGrouperOptions = {}) {
    this.#linesMax = options.linesMax ?? groupedLinesMax;
    this.#textMax = options.textMax ?? groupedTextMax;
  }

  /** Lines, as they came, in the record that is still open; 0 when none is. */
  get pendingLines(): number {
    return this.#lines;
  }

  /** Whether the line would be joined to the open record. */
  isContinuation(line: string): boolean {
    const wrapped = unwrapLine(line);
    return this.#joins(wrapped?.content ?? line, wrapped);
  }

  /**
   * Takes the next line (without its newline). Answers the record before it when this line starts a new one.
   * An empty line ends the open record unless a stack trace goes on over it; it never makes a record. A record of
   * wrapped lines is its first line, in its wrapping, and the content of the others.
   */
  push(line: string): string | undefined {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    const wrapped = unwrapLine(text);
    return this.pushUnwrapped(wrapped?.content ?? text, wrapped);
  }

  /** The same for a line whose wrapping has been taken off. */
  pushUnwrapped(content: string, wrapped: WrappedLine | undefined): string | undefined {
    if (this.#joins(content, wrapped)) {
      this.#join(content, wrapped);
      return undefined;
    }
    const finished = this.flush();
    if (content !== "") this.#start(content, wrapped);
    return finished;
  }

  #joins(content: string, wrapped: WrappedLine | undefined): boolean {
    if (this.#lines === 0 || this.#lines >= this.#linesMax) return false;
    if (this.#length + content.length > this.#textMax) return false;
    if (wrapped?.stream !== this.#wrapping?.stream) return false;
    return this.#partial || goesOn(content, this.#first, this.#rest.length + 1, this.#state);
  }

  #start(content: string, wrapped: WrappedLine | undefined): void {
    this.#first = content;
    this.#lines = 1;
    this.#length = content.length;
    this.#state = stateOfStart(content);
    this.#wrapping = wrapped;
    this.#partial = wrapped?.partial ?? false;
  }

  #join(content: string, wrapped: WrappedLine | undefined): void {
    if (!this.#partial) {
      this.#rest.push(content);
      this.#state = stateBehind(this.#state, content);
    } else if (this.#rest.length === 0) this.#first += content;
    else this.#rest.push(`${this.#rest.pop() ?? ""}${content}`);
    this.#lines++;
    this.#length += content.length + 1;
    this.#partial = wrapped?.partial ?? false;
  }

  /** Answers the record that is still open, if any: at the end of the stream, or when it has been quiet. */
  flush(): string | undefined {
    if (this.#lines === 0) return undefined;
    const first = this.#wrapping === undefined ? this.#first : wrapLine(this.#wrapping, this.#first);
    const record = this.#rest.length === 0 ? first : `${first}\n${this.#rest.join("\n")}`.trimEnd();
    if (this.#rest.length > 0) this.#rest = [];
    this.#lines = 0;
    this.#partial = false;
    return record;
  }
}
