import type { Writable } from "node:stream";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { readBytes, requestRecordsMax } from "../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "./output-options.js";
import { BatchedDelivery } from "./delivering/batched-delivery.js";
import type { LineBatch } from "./delivering/line-batch.js";
import { type Layout, layOutLine, layouts } from "./layout.js";
import type { OutputDefinition } from "./output-definition.js";
import type { Output } from "./output.js";

/** Options of the stdout output. */
export interface StdoutConfig extends CommonOutputConfig {
  type: "stdout";
  layout?: Layout | undefined;
}

// JSON escapes the control characters below space; these others a terminal may obey too.
const otherControls = /[\u007f-\u009f]/g;

/** Writes records to the standard output, with all control characters escaped. */
export class StdoutOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;
  readonly #stream: Writable;
  readonly #layout: Layout;
  readonly #delivery: BatchedDelivery;

  constructor(stream: Writable = process.stdout, name = "stdout", layout: Layout = "ndjson") {
    this.name = name;
    this.#stream = stream;
    this.#layout = layout;
    const bounds = { recordsMax: requestRecordsMax, bytesMax: readBytes };
    this.#delivery = new BatchedDelivery(bounds, async (batch) => {
      await this.#write(this.#text(batch));
      return [];
    });
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {}

  #text(batch: LineBatch): string {
    if (this.#layout === "ndjson") {
      const text = batch.data.toString("utf8");
      return text.replaceAll(otherControls, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
    }
    const lines = batch.lines().map((line) => {
      const record = JSON.parse(line.toString("utf8")) as SegmentRecord;
      return layOutLine(line, record, this.#layout).toString("utf8");
    });
    return lines.join("");
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

/** The stdout output as a plugin. */
export const stdoutOutput: OutputDefinition<StdoutConfig> = {
  type: "stdout",
  schema: z.strictObject({
    type: z.literal("stdout"),
    layout: z
      .enum(layouts)
      .optional()
      .describe("Lines of JSON, of LTSV, or for people (without attributes). @default ndjson"),
    ...commonOutputShape,
  }),
  create: ({ layout }, { id }) => new StdoutOutput(process.stdout, id, layout),
};
