// Reads lines from the standard input, or from another stream, until it ends.
import type { Readable } from "node:stream";
import type { Logger } from "@cordwood/logging";
import { z } from "zod";
import { reasonOf } from "../errors.js";
import type { RecordParser } from "../parsers/parsed-line.js";
import { type ParserConfig, parserShape, streamParser } from "../parsers/parser-schema.js";
import { LineDecoder } from "../record/line-decoder.js";
import type { RecordDefaults } from "../record/segment-line.js";
import type { Zone } from "../timestamps/zone.js";
import { type CommonInputConfig, commonInputShape, defaultsOf, zoneFor } from "./input-options.js";
import type { Input, InputTarget } from "./input.js";
import type { InputDefinition } from "./input-definition.js";
import { readLines } from "./line-reader.js";

/** The stdin input in a configuration. */
export interface StdinConfig extends CommonInputConfig {
  type: "stdin";
  parser?: ParserConfig | undefined;
}

/** The plugin `stdin`. */
export const stdinDefinition: InputDefinition<StdinConfig> = {
  type: "stdin",
  schema: z.strictObject({ type: z.literal("stdin"), ...parserShape, ...commonInputShape }),
  create(config, surroundings) {
    const { id, target, logger } = surroundings;
    const zone = zoneFor(config, surroundings);
    const parser = streamParser(config.parser);
    return new StdinInput({ id, target, logger, zone, parser, defaults: defaultsOf(config, "stdin") });
  },
};

/** What to read. */
export interface StdinInputOptions {
  /** Id of the component. @default stdin */
  id?: string;
  defaults: RecordDefaults;
  zone: Zone;
  target: InputTarget;
  logger: Logger;
  /** Reads the lines. @default their format is recognised */
  parser?: RecordParser;
  /** @default the standard input */
  stream?: Readable;
}

/** The stdin input. It reads no faster than the buffer takes what it read. */
export class StdinInput implements Input {
  readonly name: string;
  readonly #options: StdinInputOptions;
  readonly #decoder: LineDecoder;
  readonly #stream: Readable;
  #reading: Promise<void> = Promise.resolve();
  #failed: string | undefined;

  constructor(options: StdinInputOptions) {
    this.name = options.id ?? "stdin";
    this.#options = options;
    const { defaults, zone, parser } = options;
    this.#decoder = new LineDecoder({ defaults, zone, ...(parser !== undefined && { parser }) });
    this.#stream = options.stream ?? process.stdin;
  }

  /** Resolves when the stream has ended and all of it is in the buffer. */
  get ended(): Promise<void> {
    return this.#reading;
  }

  get failing(): string | undefined {
    return this.#failed;
  }

  start(): Promise<void> {
    this.#reading = readLines(this.#stream, this.#decoder, this.#options.target).catch((error: unknown) => {
      this.#failed = reasonOf(error);
      this.#options.logger.error("cannot read the standard input: %s", this.#failed);
    });
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stream.destroy();
    await this.#reading;
  }
}
