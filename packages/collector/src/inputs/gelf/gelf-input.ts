// Receives GELF over UDP (plain, compressed, in chunks) and TCP (messages that end with NUL).
import { z } from "zod";
import { decodeGelf, GelfChunks } from "../../decoders/index.js";
import { CollectorError, reasonOf } from "../../errors.js";
import { lineBytesMax } from "../../limits.js";
import { Batcher } from "../batcher.js";
import { type CommonInputConfig, commonInputShape } from "../input-options.js";
import { Complaints } from "../complaints.js";
import type { InputCounts } from "../input.js";
import type { InputDefinition } from "../input-definition.js";
import { type ListenerConfig, listenerShape } from "../listener-options.js";
import { ListeningInput, networkOptions, type NetworkInputOptions, writeObject } from "../listening-input.js";
import type { Connection } from "../tcp-listener.js";

/** The gelf input in a configuration. */
export interface GelfConfig extends CommonInputConfig, ListenerConfig {
  type: "gelf";
}

const standard = "127.0.0.1:12201";

/** The plugin `gelf`. */
export const gelfDefinition: InputDefinition<GelfConfig> = {
  type: "gelf",
  schema: z.strictObject({ type: z.literal("gelf"), ...listenerShape(standard), ...commonInputShape }),
  create: (config, surroundings) => new GelfInput(networkOptions(config, surroundings, standard, "gelf")),
};

/** The GELF input. */
export class GelfInput extends ListeningInput {
  readonly #batcher: Batcher;
  readonly #chunks = new GelfChunks();
  readonly #rejections: Complaints;
  #dropped = 0;

  constructor(options: NetworkInputOptions) {
    super("gelf", options, ["udp", "tcp"]);
    this.#rejections = new Complaints(options.logger);
    this.#batcher = new Batcher(options.target, (error) => {
      options.logger.error("%s: records are lost: %s", this.name, reasonOf(error));
    });
  }

  override get counts(): InputCounts {
    const dropped = { full: this.#dropped, lost: this.#batcher.lost, incomplete: this.#chunks.dropped };
    return { errors: super.counts.errors + this.#rejections.count, dropped };
  }

  protected override finish(): Promise<void> {
    return this.#batcher.flush();
  }

  protected override datagram(datagram: Buffer): void {
    if (this.#batcher.full) {
      this.#dropped += 1;
      return;
    }
    try {
      const message = this.#chunks.push(datagram, performance.now());
      if (message !== undefined) this.#write(message);
    } catch (error) {
      this.#rejections.warn("%s: rejected a datagram: %s", this.name, reasonOf(error));
    }
    void this.#batcher.flush();
  }

  #write(message: Uint8Array): void {
    const { defaults, zone } = this.options;
    writeObject(decodeGelf(message), defaults, zone, this.#batcher.writer);
  }

  protected async serve({ socket, hold }: Connection): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const part of socket as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
      rest = this.#messages(bytes);
      if (rest.length > lineBytesMax) {
        const reason = `a message is longer than ${lineBytesMax} bytes`;
        throw new CollectorError("CW_COLLECTOR_SENDER", { input: this.name, reason });
      }
      hold(rest.length);
      const flushed = this.#batcher.flush();
      if (this.#batcher.full) await flushed;
    }
  }

  #messages(bytes: Buffer): Buffer {
    let start = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
      if (end > start) this.#write(bytes.subarray(start, end));
      start = end + 1;
    }
    return bytes.subarray(start);
  }
}
