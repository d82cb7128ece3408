// Sends records to Kafka with an idempotent producer and waits until all replicas that are in sync have them.
import type { IHeaders, Message, Producer } from "kafkajs";
import type { Segment, SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { reasonOf } from "../../errors.js";
import { brokerConnectMs, brokerTimeoutMs, closeTimeoutMs, kafkaRequestBytesMax } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { type BatchConfig, batchBounds, batchShape } from "../delivering/batch-options.js";
import { BatchedDelivery, TooLargeError } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { recordId } from "../delivering/record-id.js";
import { within } from "../delivering/within.js";
import { FieldPattern, patternSchema, timeMsOf } from "../field-pattern.js";
import { requireClient } from "../optional-client.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { type TlsClientConfig, tlsClientOptions, tlsClientSchema } from "../tls-client.js";

type Mechanism = "plain" | "scram-sha-256" | "scram-sha-512";

/** Options of the kafka output. */
export interface KafkaConfig extends CommonOutputConfig, BatchConfig {
  type: "kafka";
  brokers: string[];
  topic?: string | undefined;
  key?: string | undefined;
  compression?: "gzip" | "none" | undefined;
  sasl?: { mechanism: Mechanism; username: string; password: string } | undefined;
  tls?: TlsClientConfig | undefined;
  timeout_s?: number | undefined;
}

// The broker's RecordTooLarge and RecordListTooLarge.
const tooLarge = new Set([10, 18]);

/** The kafka output. */
export class KafkaOutput implements Output {
  readonly name: string;
  // The order of a partition is that of the buffer.
  readonly concurrency = 1;
  readonly #config: KafkaConfig;
  readonly #topic: FieldPattern;
  readonly #key: FieldPattern | undefined;
  readonly #timeoutMs: number;
  readonly #ssl: ReturnType<typeof tlsClientOptions> | undefined;
  readonly #delivery: BatchedDelivery;
  #producer: Promise<Producer> | undefined;

  /** @throws CollectorError `CW_COLLECTOR_CLIENT`, `CW_COLLECTOR_OUTPUT` */
  constructor(config: KafkaConfig, name = "kafka") {
    requireClient("kafkajs", name);
    this.name = name;
    this.#config = config;
    this.#topic = new FieldPattern(config.topic ?? "logs", topicPart);
    this.#key = config.key === undefined ? undefined : new FieldPattern(config.key);
    this.#timeoutMs = config.timeout_s === undefined ? brokerTimeoutMs : config.timeout_s * 1000;
    this.#ssl = config.tls === undefined ? undefined : tlsClientOptions(config.tls, name);
    this.#delivery = new BatchedDelivery(batchBounds(config, kafkaRequestBytesMax), (...sent) => this.#send(...sent));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    await within(this.#disconnect(), closeTimeoutMs, new AbortController().signal).catch(() => {});
  }

  async #send(batch: LineBatch, { chunk }: Segment, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    let sending: Promise<unknown> = Promise.resolve();
    try {
      const producer = await within(this.#connect(), this.#timeoutMs, signal);
      const { CompressionTypes } = await import("kafkajs");
      const compression = this.#config.compression === "none" ? CompressionTypes.None : CompressionTypes.GZIP;
      const topicMessages = this.#messages(batch, chunk);
      sending = producer.sendBatch({ topicMessages, acks: -1, compression, timeout: this.#timeoutMs });
      await within(sending, this.#timeoutMs, signal);
      return [];
    } catch (error) {
      // A producer whose sequence may have a gap is not used again. Its own repeat is over before ours begins.
      const settled = Promise.allSettled([sending, this.#disconnect()]);
      await within(settled, closeTimeoutMs, signal).catch(() => {});
      signal.throwIfAborted();
      const reason = `cannot send to ${this.#config.brokers.join(", ")}: ${reasonOf(error)}`;
      if (tooLarge.has(codeOf(error))) throw new TooLargeError(reason, { cause: error });
      throw new Error(reason, { cause: error });
    }
  }

  #messages(batch: LineBatch, chunk: string): { topic: string; messages: Message[] }[] {
    const topics = new Map<string, Message[]>();
    for (const [index, line] of batch.lines().entries()) {
      const record = JSON.parse(line.toString("utf8")) as SegmentRecord;
      const topic = this.#topic.of(record);
      const messages = topics.get(topic) ?? [];
      topics.set(topic, messages);
      // By it a reader can tell a record that came twice.
      const headers: IHeaders = { "cordwood.id": recordId(chunk, batch.first + index, line) };
      messages.push({ key: this.#keyOf(record), value: line, timestamp: String(timeMsOf(record)), headers });
    }
    return [...topics].map(([topic, messages]) => ({ topic, messages }));
  }

  #keyOf(record: SegmentRecord): string | null {
    const key = this.#key?.of(record) ?? "";
    return key === "" ? null : key;
  }

  #connect(): Promise<Producer> {
    this.#producer ??= this.#open();
    return this.#producer;
  }

  async #open(): Promise<Producer> {
    const { Kafka, logLevel, Partitioners } = await import("kafkajs");
    const { brokers, sasl } = this.#config;
    const timeouts = { connectionTimeout: Math.min(this.#timeoutMs, brokerConnectMs), requestTimeout: this.#timeoutMs };
    const kafka = new Kafka({
      clientId: "cordwood",
      brokers,
      logLevel: logLevel.NOTHING,
      ...timeouts,
      // The delivery repeats, with waits of its own; one is the least that an idempotent producer takes.
      retry: { retries: 1, initialRetryTime: 100 },
      ...(this.#ssl !== undefined && { ssl: this.#ssl }),
      ...(sasl !== undefined && { sasl: sasl as { mechanism: "plain"; username: string; password: string } }),
    });
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  async #disconnect(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.then((open) => open.disconnect()).catch(() => {});
  }
}

function codeOf(error: unknown): number {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "number") return code;
  return cause instanceof Error ? codeOf(cause) : -1;
}

// Kafka's rules for the names of topics.
function topicPart(value: string): string {
  return value.replaceAll(/[^\w.-]/g, "_").slice(0, 200);
}

const secret = z.string().min(1);

/** The kafka output as a plugin. */
export const kafkaOutput: OutputDefinition<KafkaConfig> = {
  type: "kafka",
  schema: z.strictObject({
    type: z.literal("kafka"),
    brokers: z
      .array(z.string().regex(/^(?:\[[^\]]+\]|[^:\s/]+):\d{1,5}$/, "Expected HOST:PORT, such as kafka-1:9092"))
      .min(1)
      .max(64)
      .describe("Brokers to begin with."),
    topic: patternSchema.optional().describe("Topic of a record, a pattern. @default logs"),
    key: patternSchema
      .optional()
      .describe("Key of a record, a pattern; records of one key keep their order. @default none"),
    compression: z.enum(["gzip", "none"]).optional().describe("How batches are compressed. @default gzip"),
    sasl: z
      .strictObject({
        mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).describe("How the password is shown."),
        username: secret.describe("User."),
        password: secret.describe("Password of the user."),
      })
      .optional()
      .describe("Who we are to the brokers. @default nobody"),
    tls: tlsClientSchema.optional().describe("Speak TLS. @default plain TCP"),
    timeout_s: z
      .number()
      .positive()
      .max(3600)
      .optional()
      .describe("Time to connect, and for the brokers to acknowledge. @default 30"),
    ...batchShape,
    ...commonOutputShape,
  }),
  create: (config, { id }) => new KafkaOutput(config, id),
};
