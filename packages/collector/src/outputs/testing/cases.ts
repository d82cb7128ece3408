// What every suite for outputs to a network runs against.
import { decodeOtlpLogsProtobuf } from "../../decoders/index.js";
import { ElasticsearchOutput } from "../elasticsearch/elasticsearch-output.js";
import { ForwardOutput } from "../forward/forward-output.js";
import { HttpOutput } from "../http-output.js";
import { KafkaOutput } from "../kafka/kafka-output.js";
import { LokiOutput } from "../loki/loki-output.js";
import { NatsOutput } from "../nats/nats-output.js";
import { OtlpOutput } from "../otlp/otlp-output.js";
import type { Output } from "../output.js";
import { ForwardTarget } from "./forward-target.js";
import { HttpTarget } from "./http-target.js";
import { KafkaTarget } from "./kafka-target.js";
import { NatsTarget } from "./nats-target.js";
import { poison, type Target } from "./target.js";

const batch_records_max = 4;
// Long enough for a machine that is busy with other tests.
const patience = 10;

/** An output and the target that it is tested with. */
export interface Case {
  target: () => Target;
  output: (target: Target, timeout_s?: number) => Output;
  /** Whether the target can refuse records. @default true */
  refuses?: boolean;
}

const url = ({ port }: Target): string => `http://127.0.0.1:${port}`;

interface BulkItem {
  message: string;
}

const bulkMessages = (body: Buffer): string[] =>
  body
    .toString()
    .trimEnd()
    .split("\n")
    .filter((_, index) => index % 2 === 1)
    .map((line) => (JSON.parse(line) as BulkItem).message);

/** Every output to a network target. */
export const cases: Record<string, Case> = {
  http: {
    target: () =>
      new HttpTarget({
        messagesOf: (body) =>
          body
            .toString()
            .trimEnd()
            .split("\n")
            .map((line) => (JSON.parse(line) as BulkItem).message),
      }),
    output: (target, timeout_s = patience) =>
      new HttpOutput({ type: "http", url: url(target), timeout_s, batch_records_max }),
  },
  elasticsearch: {
    target: () =>
      new HttpTarget({
        messagesOf: bulkMessages,
        taken: () => ({ status: 200, body: JSON.stringify({ errors: false }) }),
        refused: (_request, messages) => {
          const items = messages.map((message) => ({
            create: message === poison ? { status: 400, error: { type: "mapper", reason: "no" } } : { status: 201 },
          }));
          const taken = messages.filter((message) => message !== poison);
          return { answer: { status: 200, body: JSON.stringify({ errors: true, items }) }, taken };
        },
      }),
    output: (target, timeout_s = patience) =>
      new ElasticsearchOutput({ type: "elasticsearch", urls: [url(target)], timeout_s, batch_records_max }),
  },
  loki: {
    target: () =>
      new HttpTarget({
        messagesOf: (body) =>
          (JSON.parse(body.toString()) as { streams: { values: [string, string][] }[] }).streams.flatMap(({ values }) =>
            values.map(([, line]) => line),
          ),
        taken: () => ({ status: 204 }),
      }),
    output: (target, timeout_s = patience) =>
      new LokiOutput({ type: "loki", url: url(target), timeout_s, batch_records_max }),
  },
  forward: {
    target: () => new ForwardTarget(),
    output: ({ port }, timeout_s = patience) =>
      new ForwardOutput({ type: "forward", servers: [{ address: `127.0.0.1:${port}` }], timeout_s, batch_records_max }),
    refuses: false,
  },
  kafka: {
    target: () => new KafkaTarget(),
    output: ({ port }, timeout_s = patience) =>
      new KafkaOutput({
        type: "kafka",
        brokers: [`127.0.0.1:${port}`],
        key: "{service}",
        timeout_s,
        batch_records_max,
      }),
  },
  nats: {
    target: () => new NatsTarget(),
    output: ({ port }, timeout_s = patience) =>
      new NatsOutput({ type: "nats", servers: [`127.0.0.1:${port}`], timeout_s: Math.min(timeout_s, 1) }),
  },
  otlp: {
    target: () =>
      new HttpTarget({ messagesOf: (body) => decodeOtlpLogsProtobuf(body).map(({ message }) => String(message)) }),
    output: (target, timeout_s = patience) =>
      new OtlpOutput({ type: "otlp", url: url(target), timeout_s, batch_records_max }),
  },
};
