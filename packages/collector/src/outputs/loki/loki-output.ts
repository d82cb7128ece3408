// Pushes records to Grafana Loki, or to whatever takes its push API, as JSON: one stream for each set of labels, its
// entries in the order of their times. Loki keeps an entry once that comes again with the same labels, time and text.
import type { Segment } from "@cordwood/store";
import { z } from "zod";
import { shortAnswerBytesMax } from "../../limits.js";
import { type CommonOutputConfig, commonOutputShape } from "../output-options.js";
import { batchBounds } from "../delivering/batch-options.js";
import { BatchedDelivery } from "../delivering/batched-delivery.js";
import type { LineBatch } from "../delivering/line-batch.js";
import { patternSchema } from "../field-pattern.js";
import { type HttpRequestConfig, httpRequestShape, urlSchema } from "../http/http-options.js";
import { HttpSender } from "../http/http-sender.js";
import { checkTaken } from "../http/http-verdict.js";
import type { OutputDefinition } from "../output-definition.js";
import type { Output, RefusedLine } from "../output.js";
import { LokiStreams } from "./loki-streams.js";

/** Options of the loki output. */
export interface LokiConfig extends CommonOutputConfig, HttpRequestConfig {
  type: "loki";
  url: string;
  labels?: Record<string, string> | undefined;
  line?: "message" | "json" | undefined;
  tenant?: string | undefined;
}

/** The loki output. */
export class LokiOutput implements Output {
  readonly name: string;
  // Loki wants the entries of a stream in order.
  readonly concurrency = 1;
  readonly #url: URL;
  readonly #sender: HttpSender;
  readonly #streams: LokiStreams;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #delivery: BatchedDelivery;

  /** @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(config: LokiConfig, name = "loki") {
    this.name = name;
    this.#url = new URL(`${config.url.replace(/\/+$/, "").replace(/\/loki\/api\/v1\/push$/, "")}/loki/api/v1/push`);
    this.#sender = new HttpSender(config, name, this.#url.protocol === "https:");
    this.#streams = new LokiStreams(config.labels ?? {}, config.line ?? "message");
    this.#headers = {
      "content-type": "application/json",
      ...(config.tenant !== undefined && { "x-scope-orgid": config.tenant }),
    };
    this.#delivery = new BatchedDelivery(batchBounds(config), (batch, _segment, signal) => this.#send(batch, signal));
  }

  deliver(segment: Segment, signal: AbortSignal): Promise<void> {
    return this.#delivery.deliver(segment, signal);
  }

  async close(): Promise<void> {
    this.#sender.close();
  }

  async #send(batch: LineBatch, signal: AbortSignal): Promise<readonly RefusedLine[]> {
    const body = Buffer.from(JSON.stringify({ streams: this.#streams.of(batch) }));
    const request = { url: this.#url, headers: this.#headers, body, answerBytesMax: shortAnswerBytesMax };
    checkTaken(await this.#sender.send(request, signal));
    return [];
  }
}

/** The loki output as a plugin. */
export const lokiOutput: OutputDefinition<LokiConfig> = {
  type: "loki",
  schema: z.strictObject({
    type: z.literal("loki"),
    url: urlSchema.describe("Address of Loki; `/loki/api/v1/push` is added."),
    labels: z
      .record(
        z.string().regex(/^[a-zA-Z_]\w{0,127}$/, "Expected letters, digits and _ in a label's name"),
        patternSchema,
      )
      .optional()
      .describe("Labels of a record's stream, each a pattern. @default service_name, host and level"),
    line: z
      .enum(["message", "json"])
      .optional()
      .describe(
        "`message` with attributes as structured metadata (Loki 3), or the whole record as JSON. @default message",
      ),
    tenant: z.string().min(1).optional().describe("Tenant, sent as X-Scope-OrgID."),
    ...httpRequestShape,
    ...commonOutputShape,
  }),
  create: (config, { id }) => new LokiOutput(config, id),
};
