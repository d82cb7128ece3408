// Receives syslog over UDP and TCP. Syslog has no acknowledgement: TCP senders are slowed down while the buffer is
// full, datagrams are then dropped and counted.
import { z } from "zod";
import { SyslogFrames } from "../../decoders/index.js";
import { reasonOf } from "../../errors.js";
import { lineBytesMax } from "../../limits.js";
import type { RecordParser } from "../../parsers/parsed-line.js";
import { type ParserConfig, parserShape, streamParser } from "../../parsers/parser-schema.js";
import { withStructuredMessages } from "../../parsers/structured-message.js";
import { LineDecoder } from "../../record/line-decoder.js";
import { Batcher } from "../batcher.js";
import { type CommonInputConfig, commonInputShape } from "../input-options.js";
import { Complaints } from "../complaints.js";
import type { InputCounts } from "../input.js";
import type { InputDefinition } from "../input-definition.js";
import { type ListenerConfig, listenerShape, type ProtocolsConfig, protocolsShape } from "../listener-options.js";
import { ListeningInput, networkOptions, type NetworkInputOptions, type Protocol } from "../listening-input.js";
import type { Connection } from "../tcp-listener.js";

/** The syslog input in a configuration. */
export interface SyslogConfig extends CommonInputConfig, ListenerConfig, ProtocolsConfig {
  type: "syslog";
  parser?: ParserConfig | undefined;
  parse?: "auto" | "none" | undefined;
}

const standard = "127.0.0.1:5514";

/** The plugin `syslog`. */
export const syslogDefinition: InputDefinition<SyslogConfig> = {
  type: "syslog",
  schema: z.strictObject({
    type: z.literal("syslog"),
    ...listenerShape(standard),
    ...protocolsShape,
    ...parserShape,
    parse: z
      .enum(["auto", "none"])
      .optional()
      .describe("Whether messages that are JSON or logfmt are taken apart. @default auto"),
    ...commonInputShape,
  }),
  create(config, surroundings) {
    const options = networkOptions(config, surroundings, standard, "syslog");
    const lines = streamParser(config.parser);
    const parser = config.parse === "none" ? lines : withStructuredMessages(lines);
    return new SyslogInput({ ...options, parser }, config.protocols);
  },
};

/** What the syslog input needs. */
export interface SyslogInputOptions extends NetworkInputOptions {
  /** Reads the messages. @default their format is recognised, and JSON and logfmt in them taken apart */
  parser?: RecordParser;
}

/** The syslog input. */
export class SyslogInput extends ListeningInput<SyslogInputOptions> {
  readonly #batcher: Batcher;
  readonly #decoder: LineDecoder;
  readonly #drops: Complaints;

  constructor(options: SyslogInputOptions, protocols: readonly Protocol[] = ["udp", "tcp"]) {
    super("syslog", options, protocols);
    const { defaults, zone, logger, parser = withStructuredMessages(streamParser()) } = options;
    this.#drops = new Complaints(logger);
    this.#decoder = new LineDecoder({ defaults, zone, parser, multiline: false });
    this.#batcher = new Batcher(options.target, (error) => {
      logger.error("%s: records are lost: %s", this.name, reasonOf(error));
    });
  }

  override get counts(): InputCounts {
    const dropped = { full: this.#drops.count, lost: this.#batcher.lost };
    return { ...super.counts, dropped };
  }

  protected override finish(): Promise<void> {
    return this.#batcher.flush();
  }

  // A datagram is one message; some senders put the framing of TCP around it all the same.
  protected override datagram(datagram: Buffer): void {
    if (this.#batcher.full) {
      this.#drops.warn("%s: the buffer is full, a datagram is dropped", this.name);
      return;
    }
    this.#take(withoutEnd(datagram));
    void this.#batcher.flush();
  }

  #take(message: Buffer): void {
    if (message.length > 0) this.#decoder.line(message, 0, this.#batcher.writer);
  }

  protected async serve({ socket, hold }: Connection): Promise<void> {
    const frames = new SyslogFrames(lineBytesMax);
    try {
      for await (const bytes of socket as AsyncIterable<Buffer>) {
        for (const message of frames.push(bytes)) this.#take(message);
        hold(frames.pendingBytes);
        const flushed = this.#batcher.flush();
        if (this.#batcher.full) await flushed;
      }
    } finally {
      const rest = frames.flush();
      if (rest !== undefined) this.#take(rest);
      await this.#batcher.flush();
    }
  }
}

function withoutEnd(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === 0x0a || message[end - 1] === 0x0d || message[end - 1] === 0)) end -= 1;
  return message.subarray(0, end);
}
