// The memory in which the connections of a forward input collect records: used again, and bounded in all.
import { forwardHeldBytesMax, forwardIdleWritersMax } from "../../limits.js";
import { LineWriter } from "../../record/line-writer.js";

/** Writers of the connections of one input. */
export class WriterPool {
  readonly #idle: LineWriter[] = [];
  readonly #held = new Map<LineWriter, number>();
  #bytes = 0;

  /** True when the connections together hold so much that each is to write what it has. */
  get isCrowded(): boolean {
    return this.#bytes > forwardHeldBytesMax;
  }

  /** An empty writer. */
  take(): LineWriter {
    return this.#idle.pop() ?? new LineWriter();
  }

  /** Counts what a writer holds now. */
  note(writer: LineWriter): void {
    this.#bytes += writer.length - (this.#held.get(writer) ?? 0);
    this.#held.set(writer, writer.length);
  }

  /** Takes a writer back; what it holds is forgotten. */
  give(writer: LineWriter): void {
    this.#bytes -= this.#held.get(writer) ?? 0;
    this.#held.delete(writer);
    writer.length = 0;
    writer.records = 0;
    if (this.#idle.length < forwardIdleWritersMax) this.#idle.push(writer);
  }
}
