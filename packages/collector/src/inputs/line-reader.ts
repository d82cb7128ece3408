// Reads a stream of lines into the buffer, no faster than the buffer takes them.
import type { Readable } from "node:stream";
import { openRecordQuietMs } from "../limits.js";
import type { LineDecoder } from "../record/line-decoder.js";
import { LineWriter } from "../record/line-writer.js";
import type { InputTarget } from "./input.js";

/** Reads until the stream ends; resolves when all of it is in the buffer. @throws what the stream or the buffer throws */
export async function readLines(stream: Readable, decoder: LineDecoder, target: InputTarget): Promise<void> {
  await new LineReader(decoder, target).read(stream);
}

class LineReader {
  readonly #decoder: LineDecoder;
  readonly #target: InputTarget;
  #rest: Buffer = Buffer.alloc(0);

  constructor(decoder: LineDecoder, target: InputTarget) {
    this.#decoder = decoder;
    this.#target = target;
  }

  async read(stream: Readable): Promise<void> {
    const pieces = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    try {
      for (let next = pieces.next(); ;) {
        const piece = this.#decoder.open ? await untilQuiet(next) : await next;
        if (piece === undefined) {
          await this.#flush();
          continue;
        }
        if (piece.done === true) break;
        await this.#take(piece.value);
        next = pieces.next();
      }
    } finally {
      await this.#end();
    }
  }

  async #take(piece: Buffer): Promise<void> {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const writer = new LineWriter(bytes.length * 2);
    this.#rest = bytes.subarray(this.#decoder.decode(bytes, 0, writer));
    await this.#append(writer);
  }

  // A record that is open for more lines is complete when none come for a while.
  async #flush(): Promise<void> {
    const writer = new LineWriter();
    this.#decoder.flush(writer);
    await this.#append(writer);
  }

  async #end(): Promise<void> {
    const writer = new LineWriter();
    if (this.#rest.length > 0) this.#decoder.line(this.#rest, 0, writer);
    this.#decoder.flush(writer);
    await this.#append(writer);
  }

  async #append(writer: LineWriter): Promise<void> {
    const { records } = writer;
    if (records > 0) await this.#target.append({ data: writer.written(), records });
  }
}

async function untilQuiet<T>(next: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, openRecordQuietMs, undefined);
  });
  try {
    return await Promise.race([next, quiet]);
  } finally {
    clearTimeout(timer);
  }
}
