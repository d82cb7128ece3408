// Sends records to Elasticsearch, OpenSearch, or whatever speaks their _bulk. Each document is created under an id made
// of its place in the buffer, so a repeat finds it there and doubles nothing.
import type { Segment, SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { batchBounds } from "../delivering/batch-options.js";
import { BatchedDelivery } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { recordId } from "../delivering/record-id.js";
import { FieldPattern, patternSchema } from "../field-pattern.js";
import { type HttpRequestConfig, httpRequestShape, urlSchema } from "../http/http-options.js";
import { type HttpAnswer, HttpSender } from "../http/http-sender.js";
import { checkTaken } from "../http/http-verdict.js";
import { typedAttributesShape } from "../typed-value.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { refusedItems } from "./bulk-answer.js";
import { type DocumentOptions, documentOf } from "./document.js";

/** Options of the elasticsearch output. */
export interface ElasticsearchConfig extends CommonOutputConfig, HttpRequestConfig {
  type: "elasticsearch";
  urls: string[];
  index?: string | undefined;
  pipeline?: string | undefined;
  attributes_prefix?: string | undefined;
  typed_attributes?: boolean | undefined;
}

/** The elasticsearch output. */
export class ElasticsearchOutput implements Output {
  readonly name: string;
  readonly concurrency = 2;
  readonly #urls: readonly URL[];
  readonly #senders: readonly HttpSender[];
  readonly #index: FieldPattern;
  readonly #document: DocumentOptions;
  readonly #delivery: BatchedDelivery;
  #current = 0;

  /** @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: ElasticsearchConfig, name = "elasticsearch") {
    this.name = name;
    this.#urls = config.urls.map((url) => bulkUrl(url, config.pipeline));
    this.#senders = this.#urls.map((url) => new HttpSender(config, name, url.protocol === "https:"));
    this.#index = new FieldPattern(config.index ?? "logs-{dataset|generic}-default", indexName);
    this.#document = { prefix: config.attributes_prefix ?? "", typed: config.typed_attributes ?? false };
    this.#delivery = new BatchedDelivery(batchBounds(config), (...sent) => this.#send(...sent));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    for (const sender of this.#senders) sender.close();
  }

  async #send(batch: LineBatch, { chunk }: Segment, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    const lines = batch.lines();
    const body = lines.map((line, index) => this.#action(line, recordId(chunk, batch.first + index, line))).join("");
    const answer = await this.#post(Buffer.from(body), signal);
    checkTaken(answer);
    return refusedItems(
      answer,
      lines.map((_, index) => batch.first + index),
    );
  }

  #action(line: Buffer, id: string): string {
    const record = JSON.parse(line.toString("utf8")) as SegmentRecord;
    const action = { create: { _index: this.#index.of(record), _id: id } };
    return `${JSON.stringify(action)}\n${JSON.stringify(documentOf(record, this.#document))}\n`;
  }

  // A server that does not answer is left for the next one; the delivery's own repeat comes there.
  async #post(body: Buffer, signal: AbortSignal): Promise<HttpAnswer> {
    const current = this.#current;
    const [sender, url] = [this.#senders[current], this.#urls[current]];
    if (sender === undefined || url === undefined) throw new TypeError("there is no server");
    try {
      return await sender.send({ url, headers: { "content-type": "application/x-ndjson" }, body }, signal);
    } catch (error) {
      if (this.#current === current) this.#current = (current + 1) % this.#urls.length;
      throw error;
    }
  }
}

function bulkUrl(base: string, pipeline: string | undefined): URL {
  const url = new URL(`${base.replace(/\/+$/, "")}/_bulk`);
  url.searchParams.set("filter_path", "errors,items.*.status,items.*.error");
  if (pipeline !== undefined) url.searchParams.set("pipeline", pipeline);
  return url;
}

// Elasticsearch's rules for the names of indices.
function indexName(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[\\/*?"<>| ,#:\u0000-\u001f\u007f]/g, "_")
    .slice(0, 100);
}

/** The elasticsearch output as a plugin. */
export const elasticsearchOutput: OutputDefinition<ElasticsearchConfig> = {
  type: "elasticsearch",
  schema: z.strictObject({
    type: z.literal("elasticsearch"),
    urls: z.array(urlSchema).min(1).max(64).describe("Servers; when one does not answer, the next is asked."),
    index: patternSchema
      .optional()
      .describe("Index or data stream of a record, a pattern. @default logs-{dataset|generic}-default"),
    pipeline: z.string().min(1).optional().describe("Ingest pipeline of the server that documents go through."),
    attributes_prefix: z.string().optional().describe("Put before the name of each attribute, such as `labels.`."),
    ...typedAttributesShape,
    ...httpRequestShape,
    ...commonOutputShape,
  }),
  create: (config, { id }) => new ElasticsearchOutput(config, id),
};
