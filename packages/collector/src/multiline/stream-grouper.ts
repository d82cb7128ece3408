// Groups the lines of a file in which a container's stdout and stderr are mixed: each is grouped on its own.
import { groupedTextMax, openRecordLinesMax } from "../limits.js";
import { unwrapLine } from "../parsers/container.js";
import { LineGrouper } from "./line-grouper.js";

/** A record that has begun; it has its text when it is whole. */
interface Begun {
  group: LineGrouper;
  /** Where its first line stands, and its last one so far. */
  at: number;
  lastAt: number;
  /** The number of its last line, to see how long it has been left alone. */
  lastLine: number;
  text: string | undefined;
}

/**
 * Collects lines into records and hands them out in the order in which they began, and only when no line of them stands
 * behind {@link openAt}: a reader that starts there again gets none twice.
 */
export class StreamGrouper {
  readonly #plain = new LineGrouper();
  #plainAt = 0;
  /** The group of stderr and the records of both that are not handed out, once there was a line of stderr. */
  #errors: LineGrouper | undefined;
  #begun: Begun[] = [];
  /** Records at the front that may be handed out. */
  #ready = 0;
  #lines = 0;

  /** Whether a record is open for more lines, or waits for one that is. */
  get open(): boolean {
    return this.#plain.pendingLines > 0 || this.#begun.length > 0;
  }

  /** Where the first line stands that is not part of a record handed out. Only when {@link open}. */
  get openAt(): number {
    return this.#begun[0]?.at ?? this.#plainAt;
  }

  /** Takes the line that stands at `at`; answers a record that is finished. {@link take} answers further ones. */
  push(line: string, at: number): string | undefined {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    const wrapped = unwrapLine(text);
    if (wrapped?.stream === "stderr") this.#errors ??= this.#startMixed();
    const group = wrapped?.stream === "stderr" ? (this.#errors ?? this.#plain) : this.#plain;
    const finished = group.pushUnwrapped(wrapped?.content ?? text, wrapped);
    if (this.#errors !== undefined) return this.#pushMixed(group, finished, at);
    if (group.pendingLines === 1) this.#plainAt = at;
    return finished;
  }

  /** Answers the next record that is finished, in the order in which they began. */
  take(): string | undefined {
    if (this.#ready === 0) return undefined;
    this.#ready -= 1;
    return this.#begun.shift()?.text;
  }

  /** Answers all records, also those that are still open: at the end of the stream, or when it has been quiet. */
  flush(): string[] {
    if (this.#errors === undefined) {
      const text = this.#plain.flush();
      return text === undefined ? [] : [text];
    }
    const texts = this.#begun.map(({ text, group }) => text ?? group.flush());
    this.#begun = [];
    this.#ready = 0;
    return texts.filter((text) => text !== undefined);
  }

  #startMixed(): LineGrouper {
    const [at, group] = [this.#plainAt, this.#plain];
    if (group.pendingLines > 0) this.#begun = [{ group, at, lastAt: at, lastLine: this.#lines, text: undefined }];
    return new LineGrouper();
  }

  #pushMixed(group: LineGrouper, finished: string | undefined, at: number): string | undefined {
    this.#lines += 1;
    const open = this.#openOf(group);
    if (finished !== undefined && open !== undefined) open.text = finished;
    if (group.pendingLines === 1) this.#begun.push({ group, at, lastAt: at, lastLine: this.#lines, text: undefined });
    else if (open !== undefined) Object.assign(open, { lastAt: at, lastLine: this.#lines });
    this.#endForgotten();
    this.#ready = this.#countReady();
    return this.take();
  }

  #openOf(group: LineGrouper): Begun | undefined {
    return this.#begun.find((begun) => begun.group === group && begun.text === undefined);
  }

  // A trace is written in one go: what got no line while the other stream got many is whole. So is what too much waits
  // for.
  #endForgotten(): void {
    const held = this.#begun.reduce((sum, { text = "" }) => sum + text.length, 0);
    const full = held > groupedTextMax || this.#begun.length > openRecordLinesMax;
    for (const begun of this.#begun) {
      if (begun.text === undefined && (full || this.#lines - begun.lastLine > openRecordLinesMax)) {
        begun.text = begun.group.flush() ?? "";
      }
    }
  }

  /** How many records at the front are finished and have no line behind the first line of those that stay. */
  #countReady(): number {
    let lastAt = -1;
    let ready = 0;
    for (const [index, { at, lastAt: end, text }] of this.#begun.entries()) {
      if (at > lastAt) ready = index;
      if (text === undefined) return ready;
      lastAt = Math.max(lastAt, end);
    }
    return this.#begun.length;
  }
}
