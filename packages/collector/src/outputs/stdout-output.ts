import { readFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { Segment } from "@cordwood/store";
import type { Output } from "./output.js";

// JSON escapes the control characters below space; these others a terminal may obey too.
const otherControls = /[\u007f-\u009f]/g;

/** Writes records as NDJSON to the standard output, with all control characters escaped. */
export class StdoutOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;
  readonly #stream: Writable;

  constructor(stream: Writable = process.stdout, name = "stdout") {
    this.name = name;
    this.#stream = stream;
  }

  async deliver(segment: Segment): Promise<void> {
    const text = await readFile(segment.path, "utf8");
    const safe = text.replaceAll(otherControls, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(safe, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  async close(): Promise<void> {}
}
