// Receives the forward protocol of Fluentd and Fluent Bit over TCP, and answers its UDP heartbeats. A chunk is
// acknowledged when its records are in the fsynced buffer; until then the connection is not read on, so the sender feels
// a full buffer.
import { z } from "zod";
import type { PositionValue } from "../../buffer/position.js";
import { type CommonInputConfig, commonInputShape } from "../input-options.js";
import type { InputDefinition } from "../input-definition.js";
import { type ListenerConfig, listenerShape } from "../listener-options.js";
import { ListeningInput, networkOptions, type NetworkInputOptions } from "../listening-input.js";
import type { Connection } from "../tcp-listener.js";
import type { Reply } from "../udp-listener.js";
import { ChunkLedger } from "./chunk-ledger.js";
import { ForwardConnection } from "./forward-connection.js";
import { WriterPool } from "./writer-pool.js";

/** The forward input in a configuration. */
export interface ForwardConfig extends CommonInputConfig, ListenerConfig {
  type: "forward";
  shared_key?: string | undefined;
  parse?: "auto" | "none" | undefined;
}

const standard = "127.0.0.1:24224";

/** The plugin `forward`. */
export const forwardDefinition: InputDefinition<ForwardConfig> = {
  type: "forward",
  schema: z.strictObject({
    type: z.literal("forward"),
    ...listenerShape(standard),
    shared_key: z.string().min(1).optional().describe("What senders must know. @default anybody may send"),
    parse: z
      .enum(["auto", "none"])
      .optional()
      .describe("`auto`: messages in a known format are read where the record has no level. @default none"),
    ...commonInputShape,
  }),
  create(config, surroundings) {
    const { shared_key: sharedKey } = config;
    const options = networkOptions(config, surroundings, standard, "");
    const { positions } = surroundings;
    const parsesMessages = config.parse === "auto";
    return new ForwardInput({ ...options, positions, parsesMessages, ...(sharedKey !== undefined && { sharedKey }) });
  },
};

/** Where and how to listen. */
export interface ForwardInputOptions extends NetworkInputOptions {
  /** What senders must know; without it anybody may send. */
  sharedKey?: string;
  /** Read messages in a known format where the record has no level. @default false */
  parsesMessages?: boolean;
  /** What an earlier process remembered of chunks. @default nothing */
  positions?: ReadonlyMap<string, PositionValue>;
}

// Fluentd's answer to a heartbeat, byte for byte.
const heartbeat = Buffer.of(0);

/** The forward input. */
export class ForwardInput extends ListeningInput<ForwardInputOptions> {
  readonly #ledger: ChunkLedger;
  readonly #pool = new WriterPool();

  constructor(options: ForwardInputOptions) {
    super("forward", options, ["tcp", "udp"]);
    this.#ledger = new ChunkLedger(options.positions);
  }

  protected async serve(sender: Connection): Promise<void> {
    const { socket } = sender;
    const connection = new ForwardConnection(socket, { ...this.options, ledger: this.#ledger, pool: this.#pool });
    try {
      for await (const bytes of socket as AsyncIterable<Buffer>) {
        await connection.push(bytes);
        sender.hold(connection.pendingBytes);
      }
    } finally {
      connection.close();
    }
  }

  protected override datagram(_datagram: Buffer, reply: Reply): void {
    reply(heartbeat);
  }
}
