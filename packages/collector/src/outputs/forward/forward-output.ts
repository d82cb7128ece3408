// Sends records to Fluentd, Fluent Bit or another Cordwood by the forward protocol. A chunk counts as delivered when the
// server has acknowledged it; a repeat has the same chunk id, by which a Cordwood knows what it has already.
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { reasonOf } from "../../errors.js";
import { forwardRecoverMs, forwardTimeoutMs } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { type BatchConfig, batchBounds, batchShape } from "../delivering/batch-options.js";
import { BatchedDelivery } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { FieldPattern, patternSchema } from "../field-pattern.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { type TlsClientConfig, tlsClientOptions, tlsClientSchema } from "../tls-client.js";
import { serversInTurn } from "./choose-server.js";
import { type ForwardMessage, forwardMessages, type MessageOptions } from "./forward-message.js";
import { ForwardServer } from "./forward-server.js";

/** A server in a configuration. */
export interface ForwardServerConfig {
  address: string;
  weight?: number | undefined;
  standby?: boolean | undefined;
}

/** Options of the forward output. */
export interface ForwardConfig extends CommonOutputConfig, BatchConfig {
  type: "forward";
  servers: ForwardServerConfig[];
  tag?: string | undefined;
  compression?: "gzip" | "none" | undefined;
  shared_key?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsClientConfig | undefined;
  timeout_s?: number | undefined;
  recover_s?: number | undefined;
}

/** The forward output. */
export class ForwardOutput implements Output {
  readonly name: string;
  readonly concurrency = 2;
  readonly #servers: readonly ForwardServer[];
  readonly #message: MessageOptions;
  readonly #delivery: BatchedDelivery;
  // Of batches with several tags that are not delivered whole: a repeat leaves these out.
  readonly #acknowledged = new Set<string>();

  /** @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: ForwardConfig, name = "forward") {
    this.name = name;
    this.#servers = serversOf(config, name);
    this.#message = { tag: new FieldPattern(config.tag ?? "{service}"), compression: config.compression ?? "gzip" };
    this.#delivery = new BatchedDelivery(batchBounds(config), (batch, segment, signal) =>
      this.#send(batch, segment.chunk, signal),
    );
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    for (const server of this.#servers) server.close();
  }

  async #send(batch: LineBatch, chunk: string, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    const messages = await forwardMessages(batch, chunk, this.#message);
    for (const message of messages) {
      if (!this.#acknowledged.has(message.chunk)) await this.#sendToOne(message, signal);
      this.#acknowledged.add(message.chunk);
    }
    for (const message of messages) this.#acknowledged.delete(message.chunk);
    return [];
  }

  async #sendToOne({ bytes, chunk }: ForwardMessage, signal: AbortSignal): Promise<void> {
    const failures: string[] = [];
    for (const server of serversInTurn(this.#servers)) {
      try {
        await server.send(bytes, chunk, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        failures.push(`${server.place}: ${reasonOf(error)}`);
      }
    }
    throw new Error(`no server takes records: ${failures.join("; ")}`);
  }
}

function serversOf(config: ForwardConfig, name: string): ForwardServer[] {
  const { shared_key: sharedKey, username, password, tls, timeout_s: timeout, recover_s: recover } = config;
  const shared = {
    sharedKey,
    username,
    password,
    tls: tls === undefined ? undefined : tlsClientOptions(tls, name),
    timeoutMs: timeout === undefined ? forwardTimeoutMs : timeout * 1000,
    recoverMs: recover === undefined ? forwardRecoverMs : recover * 1000,
  };
  return config.servers.map(({ address, weight = 60, standby = false }) => {
    const colon = address.lastIndexOf(":");
    const [host, port] = [address.slice(0, colon).replaceAll(/[[\]]/g, ""), Number(address.slice(colon + 1))];
    return new ForwardServer({ ...shared, host, port, weight, standby });
  });
}

const server = z.strictObject({
  address: z
    .string()
    .regex(/^(?:\[[^\]]+\]|[^:\s]+):\d{1,5}$/, "Expected HOST:PORT, such as logs.example.com:24224")
    .refine((text) => Number(/\d+$/.exec(text)?.[0]) <= 65_535, "Expected a port up to 65535")
    .describe("Where it listens."),
  weight: z.int().min(0).max(1000).optional().describe("Its share of the records; 0 gets none. @default 60"),
  standby: z.boolean().optional().describe("Use it only while no other server takes records. @default false"),
});
const secret = z.string().min(1).optional();

/** The forward output as a plugin. */
export const forwardOutput: OutputDefinition<ForwardConfig> = {
  type: "forward",
  schema: z
    .strictObject({
      type: z.literal("forward"),
      servers: z.array(server).min(1).max(64).describe("Servers, which share the records."),
      tag: patternSchema.optional().describe("Tag of a record, a pattern. @default {service}"),
      compression: z.enum(["gzip", "none"]).optional().describe("How chunks are compressed. @default gzip"),
      shared_key: secret.describe("What both sides must know. @default no handshake"),
      username: secret.describe("User, where the server wants one."),
      password: secret.describe("Password of the user."),
      tls: tlsClientSchema.optional().describe("Speak TLS. @default plain TCP"),
      timeout_s: z
        .number()
        .positive()
        .max(3600)
        .optional()
        .describe("Time to connect and to acknowledge a chunk. @default 30"),
      recover_s: z
        .number()
        .positive()
        .max(3600)
        .optional()
        .describe("Time between probes of a server that is down. @default 5"),
      ...batchShape,
      ...commonOutputShape,
    })
    .refine(({ servers }) => servers.some(({ weight }) => weight !== 0), {
      path: ["servers"],
      message: "Expected a server with a weight above 0",
    }),
  create: (config, { id }) => new ForwardOutput(config, id),
};
