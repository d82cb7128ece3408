import { Handler } from "./handler.js";
import { getLevelName, WARNING } from "./levels.js";
import type { LogRecord } from "./log-record.js";
import { settings } from "./settings.js";

/** Anything that text can be written to. */
export interface TextStream {
  write(text: string): unknown;
  flush?(): unknown;
}

/** Writes each record and a line end to a stream. It does not close the stream. */
export class StreamHandler extends Handler {
  /** What follows each record. @default "\n" */
  terminator = "\n";
  stream: TextStream | null;

  /** @param stream `process.stderr` when left out; `{ stream }` will do too */
  constructor(stream?: TextStream | { stream?: TextStream | null } | null) {
    super();
    this.stream = streamOf(stream) ?? process.stderr;
    this.keepsRecords = this.emit !== StreamHandler.prototype.emit || this.handle !== Handler.prototype.handle;
  }

  override flush(): void {
    const { stream } = this;
    if (stream !== null && typeof stream.flush === "function") stream.flush();
  }

  override emit(record: LogRecord): void {
    try {
      this.stream?.write(this.format(record) + this.terminator);
      this.flush();
    } catch (error) {
      this.handleError(record, error);
    }
  }

  /** Takes another stream, and answers the one before (null when it is the same), which has been flushed. */
  setStream(stream: TextStream): TextStream | null {
    if (stream === this.stream) return null;
    const before = this.stream;
    this.flush();
    this.stream = stream;
    return before;
  }

  override toString(): string {
    const name = nameOf(this.stream);
    return `<${this.constructor.name} ${name === "" ? "" : `${name} `}(${getLevelName(this.level)})>`;
  }
}

function streamOf(
  given: TextStream | { stream?: TextStream | null } | null | undefined,
): TextStream | null | undefined {
  if (given === null || given === undefined || "write" in given) return given;
  // What has neither is no stream, and the first record says so.
  return "stream" in given ? given.stream : (given as TextStream);
}

function nameOf(stream: TextStream | null): string {
  if (stream === null) return "";
  if (stream === process.stderr) return "<stderr>";
  if (stream === process.stdout) return "<stdout>";
  return "name" in stream ? String(stream.name) : "";
}

/** Python's `lastResort`: whatever `process.stderr` is at the time, from WARNING up. */
class LastResortHandler extends StreamHandler {
  constructor() {
    super();
    this.level = WARNING;
  }

  override emit(record: LogRecord): void {
    this.stream = process.stderr;
    super.emit(record);
  }
}

/** What takes records when no handler is found; `settings.lastResort` is the one in force. */
export const lastResort: StreamHandler = new LastResortHandler();
settings.lastResort = lastResort;
