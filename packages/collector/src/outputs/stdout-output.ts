import { readFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { type CommonOutputConfig, commonOutputShape } from "./common-options.js";
import type { OutputDefinition } from "./output-definition.js";
import type { Output } from "./output.js";

/** Options of the stdout output. */
export interface StdoutConfig extends CommonOutputConfig {
  type: "stdout";
}

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

/** The stdout output as a plugin. */
export const stdoutOutput: OutputDefinition<StdoutConfig> = {
  type: "stdout",
  schema: z.strictObject({ type: z.literal("stdout"), ...commonOutputShape }),
  create: (_config, { id }) => new StdoutOutput(process.stdout, id),
};
