// The output plugins: to add one, write its file and name it here.
import { z } from "zod";
import { type ElasticsearchConfig, elasticsearchOutput } from "./elasticsearch/elasticsearch-output.js";
import { type FileConfig, fileOutput } from "./file/file-output.js";
import { type ForwardConfig, forwardOutput } from "./forward/forward-output.js";
import { type HttpConfig, httpOutput } from "./http-output.js";
import { type KafkaConfig, kafkaOutput } from "./kafka/kafka-output.js";
import { type LokiConfig, lokiOutput } from "./loki/loki-output.js";
import { type NatsConfig, natsOutput } from "./nats/nats-output.js";
import { type NullConfig, nullOutput } from "./null-output.js";
import { type OtlpConfig, otlpOutput } from "./otlp/otlp-output.js";
import type { OutputDefinition, OutputSurroundings } from "./output-definition.js";
import type { Output } from "./output.js";
import { type S3Config, s3Output } from "./s3/s3-output.js";
import { type StdoutConfig, stdoutOutput } from "./stdout-output.js";
import { type StoreConfig, storeOutput } from "./store-output.js";

/** An output of a pipeline. */
export type OutputConfig =
  | StoreConfig
  | ElasticsearchConfig
  | FileConfig
  | ForwardConfig
  | HttpConfig
  | KafkaConfig
  | LokiConfig
  | NatsConfig
  | NullConfig
  | OtlpConfig
  | S3Config
  | StdoutConfig;

const definitions = [
  storeOutput,
  fileOutput,
  stdoutOutput,
  httpOutput,
  forwardOutput,
  elasticsearchOutput,
  lokiOutput,
  otlpOutput,
  kafkaOutput,
  natsOutput,
  s3Output,
  nullOutput,
] as const;

const byType: ReadonlyMap<string, OutputDefinition<OutputConfig>> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
const [first, ...others] = definitions;

/** The schema of an output; `type` chooses whose options are allowed. */
export const outputSchema: z.ZodType<OutputConfig> = z.discriminatedUnion("type", [
  first.schema,
  ...others.map((definition) => definition.schema),
]);

/** Makes the output that a configuration asks for. @throws CollectorError when an option cannot be used. */
export function createOutput(config: OutputConfig, surroundings: OutputSurroundings): Output {
  const definition = byType.get(config.type);
  if (definition === undefined) throw new TypeError(`the schema let the type '${config.type}' pass`);
  return definition.create(config, surroundings);
}
