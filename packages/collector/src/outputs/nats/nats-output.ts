// Publishes records to NATS JetStream and waits for the stream's acknowledgement of each. A message carries an id made of
// its place in the buffer: within the stream's duplicate window a repeat is not kept twice.
import type { JetStreamClient } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { CollectorError, reasonOf } from "../../errors.js";
import { brokerConnectMs, brokerTimeoutMs, closeTimeoutMs, natsInFlightMax, requestBytesMax } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { BatchedDelivery } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { recordId } from "../delivering/record-id.js";
import { within } from "../delivering/within.js";
import { FieldPattern, patternSchema } from "../field-pattern.js";
import { requireClient } from "../optional-client.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { type TlsClientConfig, tlsClientOptions, tlsClientSchema } from "../tls-client.js";

/** Options of the nats output. */
export interface NatsConfig extends CommonOutputConfig {
  type: "nats";
  servers: string[];
  subject?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
  tls?: TlsClientConfig | undefined;
  timeout_s?: number | undefined;
}

interface Connected {
  connection: NatsConnection;
  client: JetStreamClient;
}

// JSStreamMessageExceedsMaximum: of one message, so a repeat does not help.
const messageTooLarge = 10_054;

/** The nats output. */
export class NatsOutput implements Output {
  readonly name: string;
  readonly concurrency = 1;
  readonly #config: NatsConfig;
  readonly #subject: FieldPattern;
  readonly #timeoutMs: number;
  readonly #delivery: BatchedDelivery;
  readonly #tls: ReturnType<typeof tlsClientOptions> | undefined;
  #connected: Promise<Connected> | undefined;

  /** @throws CollectorError `CW_COLLECTOR_CLIENT`, `CW_COLLECTOR_OUTPUT` */
  constructor(config: NatsConfig, name = "nats") {
    requireClient("@nats-io/transport-node", name);
    requireClient("@nats-io/jetstream", name);
    this.name = name;
    this.#config = config;
    this.#subject = new FieldPattern(config.subject ?? "logs.{dataset}.{service}", subjectToken);
    this.#timeoutMs = config.timeout_s === undefined ? brokerTimeoutMs : config.timeout_s * 1000;
    this.#tls = config.tls === undefined ? undefined : tlsClientOptions(config.tls, name);
    const bounds = { recordsMax: natsInFlightMax, bytesMax: requestBytesMax };
    this.#delivery = new BatchedDelivery(bounds, (...sent) => this.#publishAll(...sent));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    await within(this.#disconnect(), closeTimeoutMs, new AbortController().signal).catch(() => {});
  }

  async #publishAll(batch: LineBatch, segment: Segment, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    try {
      const connected = await within(this.#connect(), this.#timeoutMs, signal);
      const publishing = batch
        .lines()
        .map((line, index) => this.#publish(connected, line, batch.first + index, segment.chunk));
      const allOrNone = Promise.race([Promise.all(publishing), brokenOff(connected)]);
      const outcomes = await within(allOrNone, this.#timeoutMs, signal);
      return outcomes.filter((outcome) => outcome !== undefined);
    } catch (error) {
      void this.#disconnect();
      signal.throwIfAborted();
      if (error instanceof CollectorError) throw error;
      throw new Error(`cannot publish to ${this.#config.servers.join(", ")}: ${explained(error)}`, { cause: error });
    }
  }

  // Undefined when the stream has it.
  async #publish(
    { connection, client }: Connected,
    line: Buffer,
    number: number,
    chunk: string,
  ): Promise<RefusedLine | undefined> {
    const bytesMax = connection.info?.max_payload ?? Infinity;
    const subject = this.#subject.of(JSON.parse(line.toString("utf8")) as SegmentRecord);
    // The headers count too.
    if (line.length + 200 > bytesMax)
      return { line: number, reason: `larger than the server's max_payload of ${bytesMax} bytes` };
    try {
      await client.publish(subject, line, { msgID: recordId(chunk, number, line), timeout: this.#timeoutMs });
      return undefined;
    } catch (error) {
      if ((error as { code?: unknown }).code === messageTooLarge) return { line: number, reason: reasonOf(error) };
      throw error;
    }
  }

  #connect(): Promise<Connected> {
    this.#connected ??= this.#open();
    return this.#connected;
  }

  async #open(): Promise<Connected> {
    const [{ connect }, { jetstream }] = await Promise.all([
      import("@nats-io/transport-node"),
      import("@nats-io/jetstream"),
    ]);
    const { servers, username: user, password: pass, token } = this.#config;
    const connection = await connect({
      servers,
      name: "cordwood",
      // A connection that breaks is made anew by the next try, which the delivery spaces.
      reconnect: false,
      // A server that closes at once is noticed only then.
      timeout: Math.min(this.#timeoutMs, brokerConnectMs),
      ...(user !== undefined && { user }),
      ...(pass !== undefined && { pass }),
      ...(token !== undefined && { token }),
      ...(this.#tls !== undefined && { tls: this.#tls as object }),
    });
    return { connection, client: jetstream(connection) };
  }

  async #disconnect(): Promise<void> {
    const connected = this.#connected;
    this.#connected = undefined;
    await connected?.then(({ connection }) => connection.close()).catch(() => {});
  }
}

// The client leaves what is under way to its time-out when the connection ends.
async function brokenOff({ connection }: Connected): Promise<never> {
  const reason = await connection.closed();
  throw reason instanceof Error ? reason : new Error("the connection ended");
}

function explained(error: unknown): string {
  const { name } = error as { name?: unknown };
  const isNobody = name === "NoRespondersError" || reasonOf(error).includes("no responders");
  return isNobody ? "no stream takes this subject; create one with it" : reasonOf(error);
}

// Dots, spaces and wildcards mean something in a subject.
function subjectToken(value: string): string {
  return value.replaceAll(/[^\w-]/g, "_");
}

const secret = z.string().min(1).optional();

/** The nats output as a plugin. */
export const natsOutput: OutputDefinition<NatsConfig> = {
  type: "nats",
  schema: z.strictObject({
    type: z.literal("nats"),
    servers: z.array(z.string().min(1)).min(1).max(64).describe("Servers, such as nats://host:4222."),
    subject: patternSchema
      .optional()
      .describe("Subject of a record, a pattern; a stream must take it. @default logs.{dataset}.{service}"),
    username: secret.describe("User."),
    password: secret.describe("Password of the user."),
    token: secret.describe("Token, instead of a user."),
    tls: tlsClientSchema.optional().describe("Speak TLS. @default as the server asks for it"),
    timeout_s: z
      .number()
      .positive()
      .max(3600)
      .optional()
      .describe("Time to connect, and for the stream to acknowledge. @default 30"),
    ...commonOutputShape,
  }),
  create: (config, { id }) => new NatsOutput(config, id),
};
